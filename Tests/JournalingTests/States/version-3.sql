-- A state of schema version 3, with an entry in every state, what the list of an org said, and a remembered user.
PRAGMA application_id = 1465010516;
CREATE TABLE allowance (
  orgUrl TEXT NOT NULL,
  family TEXT NOT NULL,
  calls INTEGER,
  seconds REAL,
  PRIMARY KEY (orgUrl, family),
  CHECK ((calls IS NULL) = (seconds IS NULL))
) STRICT;
INSERT INTO "allowance" VALUES('https://org','createRequest',60,60.0);
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
  throttled INTEGER NOT NULL DEFAULT 0,
  CHECK ((state = 'running') = (endedAt IS NULL))
) STRICT;
INSERT INTO "run" VALUES('20260101T000000Z-0001','https://org','d1',1767225600.25,NULL,'running','here',77,9,1);
INSERT INTO "run" VALUES('20260101T000000Z-0002','https://org','d1',1767225600.25,1767225700.5,'finished','here',77,9,1);
CREATE TABLE entry (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  run TEXT NOT NULL REFERENCES run(id),
  kind TEXT NOT NULL CHECK (kind IN ('create', 'message')),
  name TEXT,
  requestTypeId TEXT NOT NULL,
  requester TEXT NOT NULL,
  subject TEXT NOT NULL,
  fieldValues TEXT,
  message TEXT,
  messageIndex INTEGER,
  file TEXT NOT NULL,
  line INTEGER NOT NULL,
  "column" INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'sent', 'confirmed', 'rejected', 'failed', 'ambiguous', 'adopted', 'absent')),
  attempts INTEGER NOT NULL DEFAULT 0,
  intentAt REAL,
  outcomeAt REAL,
  requestId TEXT,
  error TEXT,
  CHECK ((kind = 'message') = (message IS NOT NULL AND messageIndex IS NOT NULL)),
  CHECK ((kind = 'create') = (fieldValues IS NOT NULL)),
  CHECK (state NOT IN ('confirmed', 'adopted') OR requestId IS NOT NULL),
  CHECK (state <> 'adopted' OR kind = 'create'),
  CHECK (state IN ('planned', 'rejected') OR (intentAt IS NOT NULL AND attempts > 0)),
  CHECK (NOT (kind = 'message' AND state = 'sent') OR requestId IS NOT NULL)
) STRICT;
INSERT INTO "entry" VALUES(1,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 0','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'planned',0,NULL,NULL,NULL,NULL);
INSERT INTO "entry" VALUES(2,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 1','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'sent',1,1767225601.5,NULL,NULL,NULL);
INSERT INTO "entry" VALUES(3,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'confirmed',2,1767225601.5,1767225602.5,'61eb06a3c462d20007f0235c',NULL);
INSERT INTO "entry" VALUES(4,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 3','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'rejected',1,1767225601.5,1767225602.5,NULL,'409');
INSERT INTO "entry" VALUES(5,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 4','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'failed',5,1767225601.5,1767225602.5,NULL,'lost 5 times');
INSERT INTO "entry" VALUES(6,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 5','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'ambiguous',1,1767225601.5,1767225602.5,NULL,'connection closed');
INSERT INTO "entry" VALUES(7,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 6','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'adopted',1,1767225601.5,1767225602.5,'61eb06a3c462d20007f0235d',NULL);
INSERT INTO "entry" VALUES(8,'20260101T000000Z-0001','create','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 7','[{"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","string":"why"}]',NULL,NULL,'a.yaml',3,5,'absent',1,1767225601.5,1767225602.5,NULL,NULL);
INSERT INTO "entry" VALUES(9,'20260101T000000Z-0001','message','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2',NULL,'welcome',0,'a.yaml',3,5,'confirmed',1,1767225603.5,1767225604.5,'61eb06a3c462d20007f0235c',NULL);
INSERT INTO "entry" VALUES(10,'20260101T000000Z-0001','message','team','08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2',NULL,'welcome',1,'a.yaml',3,5,'ambiguous',1,1767225603.5,1767225604.5,'61eb06a3c462d20007f0235c','timed out');
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO "grdb_migrations" VALUES('1');
INSERT INTO "grdb_migrations" VALUES('2');
INSERT INTO "grdb_migrations" VALUES('3');
CREATE INDEX entryByRun ON entry(run, id);
CREATE TRIGGER legalMove BEFORE UPDATE OF state ON entry
WHEN (OLD.state, NEW.state) NOT IN (VALUES ('planned', 'rejected'), ('planned', 'sent'), ('sent', 'ambiguous'), ('sent', 'confirmed'), ('sent', 'failed'), ('sent', 'planned'), ('sent', 'rejected'), ('ambiguous', 'absent'), ('ambiguous', 'adopted'), ('ambiguous', 'confirmed'), ('ambiguous', 'failed'), ('ambiguous', 'planned'))
BEGIN
  SELECT RAISE(ABORT, 'illegal move of a journal entry');
END;
CREATE TRIGGER legalRunMove BEFORE UPDATE OF state ON run
WHEN OLD.state <> 'running' OR NEW.state = 'running'
BEGIN
  SELECT RAISE(ABORT, 'illegal move of a run');
END;
CREATE TABLE mirror (
  org INTEGER PRIMARY KEY,
  orgUrl TEXT NOT NULL UNIQUE,
  generation INTEGER NOT NULL DEFAULT 0,
  readUpTo REAL,
  listingFrom REAL,
  listingNext TEXT,
  CHECK (listingNext IS NULL OR listingFrom IS NOT NULL)
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
  lastUpdated REAL NOT NULL,
  PRIMARY KEY (org, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX existingByKey ON existing(org, keyHash);
CREATE INDEX existingByChange ON existing(org, lastUpdated);
INSERT INTO "mirror" VALUES(1,'https://org',3,1767225700.0,NULL,NULL);
INSERT INTO "existing" VALUES(1,'61eb06a3c462d20007f0235c',3,-4970687653719741004,'08ab2db568c7c300079fefd0','00ub0oNGTSWTBKOLGLNR','subject 2','OPEN',1767225602.0,'00ub0oNGTSWTBKOLGLNR',1767225602.5);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('entry',10);
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
INSERT INTO namedUser VALUES(1,'a@b.c','00ub0oNGTSWTBKOLGLNR','a@b.c',NULL,'ACTIVE',1767225600.0);
