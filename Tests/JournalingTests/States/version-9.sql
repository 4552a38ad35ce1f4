-- A state of schema version 9 as the program wrote it: that of version 8, brought up to date.
PRAGMA application_id = 1465010516;
CREATE TABLE allowance (
  orgUrl TEXT NOT NULL,
  family TEXT NOT NULL,
  calls INTEGER,
  seconds REAL,
  PRIMARY KEY (orgUrl, family),
  CHECK ((calls IS NULL) = (seconds IS NULL))
) STRICT;
CREATE TABLE run (
  id TEXT PRIMARY KEY NOT NULL,
  orgUrl TEXT NOT NULL,
  planDigest TEXT NOT NULL,
  startedAt REAL NOT NULL,
  endedAt REAL,
  state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'died')),
  host TEXT NOT NULL,
  processId INTEGER NOT NULL,
  calls INTEGER NOT NULL DEFAULT 0,
  throttled INTEGER NOT NULL DEFAULT 0, org INTEGER REFERENCES mirror(org), blocked INTEGER, withheld INTEGER, origin TEXT,
  CHECK ((state = 'running') = (endedAt IS NULL))
) STRICT;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE namedUser (
  org INTEGER NOT NULL REFERENCES mirror(org),
  name TEXT NOT NULL,
  id TEXT NOT NULL,
  login TEXT NOT NULL,
  email TEXT,
  status TEXT NOT NULL,
  readAt REAL NOT NULL,
  PRIMARY KEY (org, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE requestType (
  org INTEGER NOT NULL REFERENCES mirror(org),
  id TEXT NOT NULL,
  definition TEXT NOT NULL,
  readAt REAL NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE orgAddress (
  url TEXT PRIMARY KEY NOT NULL,
  org INTEGER NOT NULL REFERENCES mirror(org),
  hasNoId INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE "mirror" (
  org INTEGER PRIMARY KEY,
  id TEXT UNIQUE,
  generation INTEGER NOT NULL DEFAULT 0,
  readUpTo REAL,
  listingFrom REAL,
  listingNext TEXT,
  dateSeen REAL,
  CHECK (listingNext IS NULL OR listingFrom IS NOT NULL)
) STRICT;
CREATE TABLE "existing" (
  id TEXT NOT NULL,
  org INTEGER NOT NULL REFERENCES mirror(org),
  generation INTEGER NOT NULL,
  keyHash INTEGER NOT NULL,
  requestTypeId TEXT NOT NULL,
  requester TEXT NOT NULL,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  created REAL NOT NULL,
  createdBy TEXT,
  lastUpdated REAL NOT NULL,
  decision TEXT,
  isUnlisted INTEGER NOT NULL DEFAULT 0, course TEXT, courseOf REAL,
  PRIMARY KEY (id, org)
) STRICT, WITHOUT ROWID;
CREATE TABLE namedGroup (
  org INTEGER NOT NULL REFERENCES mirror(org),
  writtenAs TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  readAt REAL NOT NULL,
  PRIMARY KEY (org, writtenAs)
) STRICT, WITHOUT ROWID;
CREATE TABLE groupMember (
  org INTEGER NOT NULL,
  writtenAs TEXT NOT NULL,
  id TEXT NOT NULL,
  login TEXT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY (org, writtenAs, id),
  FOREIGN KEY (org, writtenAs) REFERENCES namedGroup(org, writtenAs) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE TABLE "entry" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL REFERENCES run(id),
  org INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('create', 'message', 'cancel')),
  name TEXT,
  requestTypeId TEXT NOT NULL,
  requester TEXT NOT NULL,
  subject TEXT NOT NULL,
  subjectKey TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 1,
  fieldValues TEXT,
  message TEXT,
  messageHash TEXT,
  messageIndex INTEGER,
  occurrence INTEGER,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  columnNumber INTEGER NOT NULL,
  knownRequests TEXT,
  state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN
    ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent', 'gone', 'taken')),
  isSuperseded INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  intentAt REAL,
  deadline REAL,
  anchor REAL,
  outcomeAt REAL,
  requestId TEXT,
  storedSubject TEXT,
  error TEXT,
  CHECK ((kind = 'message')
    = (message IS NOT NULL AND messageHash IS NOT NULL AND messageIndex IS NOT NULL AND occurrence IS NOT NULL)),
  CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
  CHECK (kind <> 'cancel' OR requestId IS NOT NULL),
  CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
  CHECK (state <> 'adopted' OR kind = 'create'),
  CHECK (state IN ('planned', 'rejected', 'taken') OR (intentAt IS NOT NULL AND attempts > 0)),
  CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
) STRICT;
INSERT INTO mirror VALUES(1,'00o1f2e3d4c5b6a70008',3,1767225602.5,NULL,NULL,1767225700.0);
INSERT INTO mirror VALUES(2,'00opRmglywRYO0OgKDtO',0,1768581900.0,NULL,NULL,1795750191.0);
INSERT INTO orgAddress VALUES('https://org',1,0);
INSERT INTO orgAddress VALUES('http://127.0.0.1:42445',2,0);
INSERT INTO run VALUES('20260101T000000Z-0001','https://org','d1',1767225600.25,NULL,'running','here',77,9,1,1,NULL,NULL,NULL);
INSERT INTO run VALUES('20260101T000000Z-0002','https://org','d1',1767225600.25,1767225700.5,'finished','here',77,9,1,1,NULL,NULL,NULL);
INSERT INTO entry VALUES(1,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 0','a68852ff01f68e831f87dcd234f4f217e8db7b13e2bc5021924af7a2f1d3fc92',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'planned',0,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO entry VALUES(2,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 1','f32ca7b19612ca0e0a55333280ce2625db93ca0cf8dfd5348d7b87c2e6c6d721',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'sent',0,1,1767225601.5,1767225721.5,NULL,NULL,NULL,NULL,NULL);
INSERT INTO entry VALUES(3,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','0cf4ab7c78c15d57c8f8e445bcb0a130083ede0af0af27924ae4a15cdbd6d780',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'confirmed',0,2,1767225601.5,NULL,NULL,1767225602.5,'61eb06a3c462d20007f0235c',NULL,NULL);
INSERT INTO entry VALUES(4,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 3','03b3a59f3d1e3612d0beaecab9e9a8d94b0f05d33b5f2f059b563cd719bd29c8',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'rejected',0,1,1767225601.5,NULL,NULL,1767225602.5,NULL,NULL,'409');
INSERT INTO entry VALUES(5,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 4','c3e4ba3c8b26196b26b0a2c87494a8079b162ce02d72d35280105f18acc9bf69',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'failed',0,5,1767225601.5,NULL,NULL,1767225602.5,NULL,NULL,'lost 5 times');
INSERT INTO entry VALUES(6,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 5','4f0188ad8aee9aac31f32b56b35ac5fcb0e0cb5cb1b1e7a272b8c7d4951be6cd',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'ambiguous',0,1,1767225601.5,1767225721.5,1767225602.5,1767225602.5,NULL,NULL,'connection closed');
INSERT INTO entry VALUES(7,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 6','894ea97958fd42797458ebf091b3d3049438e01ae574c5f499f52e16319ce568',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'adopted',0,1,1767225601.5,NULL,NULL,1767225602.5,'61eb06a3c462d20007f0235d',NULL,NULL);
INSERT INTO entry VALUES(8,'20260101T000000Z-0001',1,'create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 7','0fe01b6dfe99e49f924e594bdd9607e15883ac9c3b200f5908db0df1f2950bad',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,NULL,NULL,'a.yaml',3,5,NULL,'absent',0,1,1767225601.5,NULL,NULL,1767225602.5,NULL,NULL,NULL);
INSERT INTO entry VALUES(9,'20260101T000000Z-0001',1,'message','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','0cf4ab7c78c15d57c8f8e445bcb0a130083ede0af0af27924ae4a15cdbd6d780',1,NULL,'welcome','280d44ab1e9f79b5cce2dd4f58f5fe91f0fbacdac9f7447dffc318ceb79f2d02',0,1,'a.yaml',3,5,NULL,'confirmed',0,1,1767225603.5,NULL,NULL,1767225604.5,'61eb06a3c462d20007f0235c',NULL,NULL);
INSERT INTO entry VALUES(10,'20260101T000000Z-0001',1,'message','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','0cf4ab7c78c15d57c8f8e445bcb0a130083ede0af0af27924ae4a15cdbd6d780',1,NULL,'welcome','280d44ab1e9f79b5cce2dd4f58f5fe91f0fbacdac9f7447dffc318ceb79f2d02',1,2,'a.yaml',3,5,NULL,'ambiguous',0,1,1767225603.5,1767225723.5,1767225602.5,1767225604.5,'61eb06a3c462d20007f0235c',NULL,'timed out');
INSERT INTO allowance VALUES('https://org','createRequest',60,60.0);
INSERT INTO grdb_migrations VALUES('1');
INSERT INTO grdb_migrations VALUES('2');
INSERT INTO grdb_migrations VALUES('3');
INSERT INTO grdb_migrations VALUES('4');
INSERT INTO grdb_migrations VALUES('5');
INSERT INTO grdb_migrations VALUES('6');
INSERT INTO grdb_migrations VALUES('7');
INSERT INTO grdb_migrations VALUES('8');
INSERT INTO grdb_migrations VALUES('9');
INSERT INTO namedUser VALUES(1,'a@b.c','00ub0oNGTSWTBKOLGLNR','a@b.c',NULL,'ACTIVE',1767225600.0);
INSERT INTO namedUser VALUES(2,'00u3aBcDeFgHiJkLmNoP','00u3aBcDeFgHiJkLmNoP','payments@example.com','payments@example.com','ACTIVE',1795750191.6251879);
INSERT INTO namedUser VALUES(2,'amelia@example.com','00ub0oNGTSWTBKOLGLNR','amelia@example.com','amelia@example.com','ACTIVE',1795750191.6154413);
INSERT INTO namedUser VALUES(2,'j.doe@example.com','00uijntSwJjSHtDY70g3','jdoe@example.com','j.doe@example.com','ACTIVE',1795750191.6154413);
INSERT INTO requestType VALUES(2,'61eb2db568c7c300079fefd2','{"fields":[],"name":"vpn","status":"ACTIVE"}',1795750191.6272106);
INSERT INTO existing VALUES('1d5ab7e5aa8a76fbbaa660cc',2,0,-3156182846067535437,'61eb2db568c7c300079fefd1','00uijntSwJjSHtDY70g3','GitHub for the payments rewrite','PENDING',1768298400.0,'00uLocalDevToken0001',1768382100.0,'undecided',0,NULL,NULL);
INSERT INTO existing VALUES('2edacec09d8ab55b462e39b4',2,0,5322712410729089235,'61eb2db568c7c300079fefd2','00ub0oNGTSWTBKOLGLNR','VPN for the on-call week','OPEN',1768206600.0,'00uLocalDevToken0001',1768206600.0,'undecided',0,NULL,NULL);
INSERT INTO existing VALUES('61eb06a3c462d20007f0235c',1,3,-4970687653719741004,'08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','OPEN',1767225602.0,'00ub0oNGTSWTBKOLGLNR',1767225602.5,NULL,0,NULL,NULL);
INSERT INTO existing VALUES('7550248eb53fa59c625ad360',2,0,1772359991289980940,'08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','Salesforce for the spring campaign','RESOLVED',1768486522.0,'00uLocalDevToken0001',1768581900.0,NULL,0,NULL,NULL);
CREATE TRIGGER legalRunMove BEFORE UPDATE OF state ON run
WHEN OLD.state <> 'running' OR NEW.state = 'running'
BEGIN
  SELECT RAISE(ABORT, 'illegal move of a run');
END;
CREATE INDEX existingByKey ON existing(org, keyHash);
CREATE INDEX existingByChange ON existing(org, lastUpdated);
CREATE INDEX existingUnlisted ON existing(org) WHERE isUnlisted = 1;
CREATE INDEX existingOfAnybody ON existing(org) WHERE requester = '';
CREATE INDEX entryByRun ON entry(run, id);
CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create';
CREATE INDEX createsUnderWay ON entry(org) WHERE kind = 'create' AND state IN ('sent', 'ambiguous');
CREATE INDEX createsGivenUp ON entry(org, requestTypeId, requester, subjectKey, attempt)
  WHERE kind = 'create' AND state = 'failed';
CREATE UNIQUE INDEX oneRequestForEachKey ON entry(org, requestTypeId, requester, subjectKey, attempt)
  WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('sent', 'ambiguous', 'confirmed', 'adopted');
CREATE UNIQUE INDEX oneMessageForEach ON entry(org, requestId, messageHash, occurrence)
  WHERE kind = 'message' AND isSuperseded = 0 AND state IN ('sent', 'ambiguous', 'confirmed');
CREATE UNIQUE INDEX oneEntryForEachRequest ON entry(org, requestId)
  WHERE kind = 'create' AND isSuperseded = 0 AND state IN ('confirmed', 'adopted');
CREATE UNIQUE INDEX oneCancelForEachRequest ON entry(org, requestId)
  WHERE kind = 'cancel' AND isSuperseded = 0 AND state IN ('sent', 'ambiguous', 'confirmed');
CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
WHEN (OLD.state || ' ' || NEW.state) NOT IN (
  'planned sent', 'planned rejected', 'planned taken',
  'sent confirmed', 'sent rejected', 'sent failed', 'sent planned', 'sent ambiguous',
  'ambiguous adopted', 'ambiguous confirmed', 'ambiguous planned', 'ambiguous absent',
  'ambiguous failed', 'ambiguous ambiguous', 'failed adopted',
  'confirmed gone', 'adopted gone') AND (OLD.state || ' ' || NEW.state) <> 'ambiguous rejected'
BEGIN
  SELECT RAISE(ABORT, 'illegal move of a journal entry');
END;
