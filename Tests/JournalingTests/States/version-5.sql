-- A state of schema version 5 as the program wrote it: that of version 4, and what a plan for another org has left, which
-- remembers a request type, users, and a group with its members.
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
  throttled INTEGER NOT NULL DEFAULT 0, org INTEGER REFERENCES mirror(org), blocked INTEGER, withheld INTEGER,
  CHECK ((state = 'running') = (endedAt IS NULL))
) STRICT;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
CREATE TABLE "entry" (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL REFERENCES run(id),
  kind TEXT NOT NULL CHECK (kind IN ('create', 'message')),
  name TEXT,
  requestTypeId TEXT NOT NULL,
  requester TEXT NOT NULL,
  subject TEXT NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 1,
  fieldValues TEXT,
  message TEXT,
  messageIndex INTEGER,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  "column" INTEGER NOT NULL,
  knownRequests TEXT,
  state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN
    ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent', 'gone')),
  attempts INTEGER NOT NULL DEFAULT 0,
  intentAt REAL,
  deadline REAL,
  anchor REAL,
  outcomeAt REAL,
  requestId TEXT,
  storedSubject TEXT,
  error TEXT,
  CHECK ((kind = 'message') = (message IS NOT NULL AND messageIndex IS NOT NULL)),
  CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
  CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
  CHECK (state <> 'adopted' OR kind = 'create'),
  CHECK (state IN ('planned', 'rejected') OR (intentAt IS NOT NULL AND attempts > 0)),
  CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
) STRICT;
CREATE TABLE existing (
  org INTEGER NOT NULL REFERENCES mirror(org),
  id TEXT NOT NULL,
  generation INTEGER NOT NULL,
  keyHash INTEGER NOT NULL,
  requestTypeId TEXT NOT NULL,
  requester TEXT NOT NULL,
  subject TEXT NOT NULL,
  status TEXT NOT NULL,
  created REAL NOT NULL,
  createdBy TEXT,
  lastUpdated REAL NOT NULL, isUnlisted INTEGER NOT NULL DEFAULT 0, decision TEXT,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;
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
CREATE TABLE namedGroup (
  number INTEGER PRIMARY KEY,
  org INTEGER NOT NULL REFERENCES mirror(org),
  writtenAs TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  readAt REAL NOT NULL,
  UNIQUE (org, writtenAs)
) STRICT;
CREATE TABLE groupMember (
  "group" INTEGER NOT NULL REFERENCES namedGroup(number) ON DELETE CASCADE,
  id TEXT NOT NULL,
  login TEXT NOT NULL,
  status TEXT NOT NULL,
  PRIMARY KEY ("group", id)
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
INSERT INTO "mirror" VALUES(1,'00o1f2e3d4c5b6a70008',3,1767225602.5,NULL,NULL,1767225700.0);
INSERT INTO "mirror" VALUES(2,'00opRmglywRYO0OgKDtO',0,1768581900.0,NULL,NULL,1795750191.0);
INSERT INTO "orgAddress" VALUES('https://org',1,0);
INSERT INTO "orgAddress" VALUES('http://127.0.0.1:42445',2,0);
INSERT INTO "allowance" VALUES('https://org','createRequest',60,60.0);
INSERT INTO "run" VALUES('20260101T000000Z-0001','https://org','d1',1767225600.25,NULL,'running','here',77,9,1,1,NULL,NULL);
INSERT INTO "run" VALUES('20260101T000000Z-0002','https://org','d1',1767225600.25,1767225700.5,'finished','here',77,9,1,1,NULL,NULL);
INSERT INTO "grdb_migrations" VALUES('1');
INSERT INTO "grdb_migrations" VALUES('2');
INSERT INTO "grdb_migrations" VALUES('3');
INSERT INTO "grdb_migrations" VALUES('4');
INSERT INTO "grdb_migrations" VALUES('5');
INSERT INTO "entry" VALUES(1,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 0',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'planned',0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "entry" VALUES(2,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 1',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'sent',1,1767225601.5,1767225721.5,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "entry" VALUES(3,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'confirmed',2,1767225601.5,NULL,NULL,1767225602.5,'61eb06a3c462d20007f0235c',NULL,NULL);
INSERT INTO "entry" VALUES(4,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 3',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'rejected',1,1767225601.5,NULL,NULL,1767225602.5,NULL,NULL,'409');
INSERT INTO "entry" VALUES(5,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 4',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'failed',5,1767225601.5,NULL,NULL,1767225602.5,NULL,NULL,'lost 5 times');
INSERT INTO "entry" VALUES(6,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 5',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'ambiguous',1,1767225601.5,1767225721.5,1767225602.5,1767225602.5,NULL,NULL,'connection closed');
INSERT INTO "entry" VALUES(7,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 6',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'adopted',1,1767225601.5,NULL,NULL,1767225602.5,'61eb06a3c462d20007f0235d',NULL,NULL);
INSERT INTO "entry" VALUES(8,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 7',1,'[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,NULL,'absent',1,1767225601.5,NULL,NULL,1767225602.5,NULL,NULL,NULL);
INSERT INTO "entry" VALUES(9,'20260101T000000Z-0001','message','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2',1,NULL,'welcome',0,'a.yaml',3,5,NULL,'confirmed',1,1767225603.5,NULL,NULL,1767225604.5,'61eb06a3c462d20007f0235c',NULL,NULL);
INSERT INTO "entry" VALUES(10,'20260101T000000Z-0001','message','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2',1,NULL,'welcome',1,'a.yaml',3,5,NULL,'ambiguous',1,1767225603.5,1767225723.5,1767225602.5,1767225604.5,'61eb06a3c462d20007f0235c',NULL,'timed out');
INSERT INTO "existing" VALUES(1,'61eb06a3c462d20007f0235c',3,-4970687653719741004,'08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','OPEN',1767225602.0,'00ub0oNGTSWTBKOLGLNR',1767225602.5,0,NULL);
INSERT INTO "existing" VALUES(2,'1d5ab7e5aa8a76fbbaa660cc',0,-3156182846067535437,'61eb2db568c7c300079fefd1','00uijntSwJjSHtDY70g3','GitHub for the payments rewrite','PENDING',1768298400.0,'00uLocalDevToken0001',1768382100.0,0,'undecided');
INSERT INTO "existing" VALUES(2,'2edacec09d8ab55b462e39b4',0,5322712410729089235,'61eb2db568c7c300079fefd2','00ub0oNGTSWTBKOLGLNR','VPN for the on-call week','OPEN',1768206600.0,'00uLocalDevToken0001',1768206600.0,0,'undecided');
INSERT INTO "existing" VALUES(2,'7550248eb53fa59c625ad360',0,1772359991289980940,'08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','Salesforce for the spring campaign','RESOLVED',1768486522.0,'00uLocalDevToken0001',1768581900.0,0,NULL);
INSERT INTO "namedUser" VALUES(1,'a@b.c','00ub0oNGTSWTBKOLGLNR','a@b.c',NULL,'ACTIVE',1767225600.0);
INSERT INTO "namedUser" VALUES(2,'00u3aBcDeFgHiJkLmNoP','00u3aBcDeFgHiJkLmNoP','payments@example.com','payments@example.com','ACTIVE',1795750191.6251879);
INSERT INTO "namedUser" VALUES(2,'amelia@example.com','00ub0oNGTSWTBKOLGLNR','amelia@example.com','amelia@example.com','ACTIVE',1795750191.6154413);
INSERT INTO "namedUser" VALUES(2,'j.doe@example.com','00uijntSwJjSHtDY70g3','jdoe@example.com','j.doe@example.com','ACTIVE',1795750191.6154413);
INSERT INTO "namedGroup" VALUES(1,2,'Service desk','00g1emaKYZTWRYYRRTSK','Service desk',1795750191.6177511);
INSERT INTO "groupMember" VALUES(1,'00u1aBcDeFgHiJkLmNoP','desk.one@example.com','ACTIVE');
INSERT INTO "groupMember" VALUES(1,'00u2aBcDeFgHiJkLmNoP','desk.two@example.com','ACTIVE');
INSERT INTO "groupMember" VALUES(1,'00u4aBcDeFgHiJkLmNoP','gone@example.com','DEPROVISIONED');
INSERT INTO "requestType" VALUES(2,'61eb2db568c7c300079fefd2','{"fields":[],"name":"vpn","status":"ACTIVE"}',1795750191.6272106);
CREATE TRIGGER legalRunMove BEFORE UPDATE OF state ON run
WHEN OLD.state <> 'running' OR NEW.state = 'running'
BEGIN
  SELECT RAISE(ABORT, 'illegal move of a run');
END;
CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
WHEN (OLD.state, NEW.state) NOT IN (VALUES
  ('planned', 'sent'), ('planned', 'rejected'),
  ('sent', 'confirmed'), ('sent', 'rejected'), ('sent', 'failed'), ('sent', 'planned'), ('sent', 'ambiguous'),
  ('ambiguous', 'adopted'), ('ambiguous', 'confirmed'), ('ambiguous', 'planned'), ('ambiguous', 'absent'),
  ('ambiguous', 'failed'), ('ambiguous', 'ambiguous'), ('failed', 'adopted'),
  ('confirmed', 'gone'), ('adopted', 'gone'))
BEGIN
  SELECT RAISE(ABORT, 'illegal move of a journal entry');
END;
CREATE INDEX entryByRun ON entry(run, id);
CREATE INDEX entryByRequest ON entry(requestId) WHERE kind = 'create';
CREATE INDEX existingUnlisted ON existing(org) WHERE isUnlisted = 1;
CREATE INDEX existingByKey ON existing(org, keyHash);
CREATE INDEX existingByChange ON existing(org, lastUpdated);
CREATE INDEX existingOfAnybody ON existing(org) WHERE requester = '';
