-- A data file that writ serve of 2026-11-26 made (version 5), as sqlite3's .dump writes it. Never changed again.
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE request_types (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('DRAFT', 'ACTIVE', 'DISABLED')),
  definition TEXT NOT NULL,
  created INTEGER NOT NULL, created_by TEXT NOT NULL,
  last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO request_types VALUES('61eb2db568c7c300079fefd0','salesforce','salesforce','ACTIVE','{"fields":[{"options":[],"id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","prompt":"What is the business justification?","kind":"TEXT","isRequired":true}],"resourceKind":"APPS","rule":{},"ownerID":"61eb0f06c462d20007f051ac","isCustom":false,"resourceID":"0oaLocalc300079fefd0","approvals":[{"approverType":"USER","fields":[{"kind":"SELECT","id":"7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f","prompt":"For how long?","options":["a week","a year"],"isRequired":true}],"approverUserID":"00ub0oNGTSWTBKOLGLNR"},{"approverType":"RESOURCE_OWNER","fields":[]}]}',1795728355368,'00uLocalDevToken0001',1795728355368,'00uLocalDevToken0001');
INSERT INTO request_types VALUES('61eb2db568c7c300079fefd2','vpn','vpn','ACTIVE','{"rule":{},"fields":[],"approvals":[{"approverType":"MANAGER","fields":[]}],"ownerID":"61eb0f06c462d20007f051ac","isCustom":false,"accessDuration":"P1D","resourceKind":"GROUPS","resourceID":"00g1emaKYZTWRYYRRTSK"}',1795728355368,'00uLocalDevToken0001',1795728355368,'00uLocalDevToken0001');
INSERT INTO request_types VALUES('61eb2db568c7c300079fefd3','self-service','self-service','ACTIVE','{"fields":[],"resourceKind":"APPS","rule":{"lockAfter":7200000,"decision":"DENIED","approveAfter":3600000},"ownerID":"61eb0f06c462d20007f051ac","isCustom":false,"resourceID":"0oaLocalc300079fefd3","approvals":[{"approverType":"MANAGER","fields":[]}]}',1795728355368,'00uLocalDevToken0001',1795728355368,'00uLocalDevToken0001');
CREATE TABLE users (
  id TEXT PRIMARY KEY, login TEXT UNIQUE, status TEXT NOT NULL
, email TEXT, is_admin INTEGER NOT NULL DEFAULT 1) STRICT, WITHOUT ROWID;
INSERT INTO users VALUES('00ub0oNGTSWTBKOLGLNR','amelia@example.com','ACTIVE',NULL,1);
INSERT INTO users VALUES('00ub0oNGTSWTBKOLGLNS','ben@example.com','ACTIVE',NULL,0);
CREATE TABLE members (
  group_id TEXT NOT NULL, user_id TEXT NOT NULL, PRIMARY KEY (group_id, user_id)
) STRICT, WITHOUT ROWID;
INSERT INTO members VALUES('00g1emaKYZTWRYYRRTSK','00ub0oNGTSWTBKOLGLNR');
CREATE TABLE requests (
  permalink_id INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 24),
  request_type_id TEXT NOT NULL, subject TEXT NOT NULL, requester TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('OPEN', 'PENDING', 'RESOLVED', 'LOCKED')),
  kind TEXT NOT NULL CHECK (kind IN ('ACCESS_REQUEST', 'CUSTOM')),
  created INTEGER NOT NULL, created_by TEXT NOT NULL,
  last_updated INTEGER NOT NULL, last_updated_by TEXT NOT NULL,
  resolved INTEGER, details TEXT NOT NULL, due INTEGER,
  CHECK (last_updated >= created)
) STRICT;
INSERT INTO requests VALUES(1,'6b08a3e5863a0aa5d4675be5','61eb2db568c7c300079fefd0','half approved','00ub0oNGTSWTBKOLGLNR','OPEN','ACCESS_REQUEST',1795728357710,'00uLocalDevToken0001',1795728357726,'00uLocalDevToken0001',NULL,'{"fieldValues":[{"prompt":"What is the business justification?","id":"05c87fe9-11f6-4d40-a033-b155b39dcdbe","type":"TEXT","required":true,"value":"Renewals"}],"course":{"begun":"2026-11-26T21:25:57.710Z","steps":[{"decision":{"by":{"name":"00uLocalDevToken0001","id":"00uLocalDevToken0001"},"moment":"2026-11-26T21:25:57.719Z","verdict":"APPROVED","fieldValues":[{"required":true,"value":["a week"],"id":"7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f","type":"SELECT","prompt":"For how long?"}]},"asked":{"approverType":"USER","approverUserID":"00ub0oNGTSWTBKOLGLNR","fields":[{"id":"7d3c1f0e-2a4b-4c6d-8e9f-0a1b2c3d4e5f","prompt":"For how long?","isRequired":true,"kind":"SELECT","options":["a week","a year"]}]},"id":"6b08a3e5863a0aa5d4675be6"},{"asked":{"approverType":"RESOURCE_OWNER","fields":[]},"id":"6b08a3e5863a0aa5d4675be7"}],"action":{"kind":"APPS","id":"6b08a3e5863a0aa5d4675be8","resource":{"name":"salesforce","id":"0oaLocalc300079fefd0"}},"rule":{"actionAfter":1000},"waitingSince":"2026-11-26T21:25:57.719Z"}}',NULL);
INSERT INTO requests VALUES(2,'6b08a3e5863a0aa5d4675be9','61eb2db568c7c300079fefd2','denied','00ub0oNGTSWTBKOLGLNR','RESOLVED','ACCESS_REQUEST',1795728357728,'00uLocalDevToken0001',1795728357731,'00uLocalDevToken0001',1795728357731,'{"course":{"rule":{"actionAfter":1000},"begun":"2026-11-26T21:25:57.728Z","waitingSince":"2026-11-26T21:25:57.731Z","action":{"resource":{"id":"00g1emaKYZTWRYYRRTSK","name":"network"},"accessDuration":86400000,"id":"6b08a3e5863a0aa5d4675beb","kind":"GROUPS"},"steps":[{"asked":{"approverType":"MANAGER","fields":[]},"decision":{"moment":"2026-11-26T21:25:57.731Z","by":{"name":"00uLocalDevToken0001","id":"00uLocalDevToken0001"},"verdict":"DENIED"},"id":"6b08a3e5863a0aa5d4675bea"}]}}',NULL);
INSERT INTO requests VALUES(3,'6b08a3e5863a0aa5d4675bec','61eb2db568c7c300079fefd2','granted','00ub0oNGTSWTBKOLGLNR','RESOLVED','ACCESS_REQUEST',1795728357733,'00uLocalDevToken0001',1795728358735,'00uLocalDevToken0001',1795728358735,'{"course":{"steps":[{"decision":{"by":{"name":"00uLocalDevToken0001","id":"00uLocalDevToken0001"},"moment":"2026-11-26T21:25:57.735Z","verdict":"APPROVED"},"asked":{"approverType":"MANAGER","fields":[]},"id":"6b08a3e5863a0aa5d4675bed"}],"action":{"outcome":{"attempted":"2026-11-26T21:25:58.735Z","status":"SUCCEEDED"},"resource":{"name":"network","id":"00g1emaKYZTWRYYRRTSK"},"accessDuration":86400000,"kind":"GROUPS","id":"6b08a3e5863a0aa5d4675bee"},"begun":"2026-11-26T21:25:57.733Z","rule":{"actionAfter":1000},"waitingSince":"2026-11-26T21:25:57.735Z"}}',1795814758735);
INSERT INTO requests VALUES(4,'6b08a3e7863a0aa5d4675bef','61eb2db568c7c300079fefd3','by rule','00ub0oNGTSWTBKOLGLNR','OPEN','ACCESS_REQUEST',1795728359248,'00uLocalDevToken0001',1795728359248,'00uLocalDevToken0001',NULL,'{"course":{"action":{"resource":{"id":"0oaLocalc300079fefd3","name":"self-service"},"id":"6b08a3e7863a0aa5d4675bf1","kind":"APPS"},"begun":"2026-11-26T21:25:59.248Z","waitingSince":"2026-11-26T21:25:59.248Z","rule":{"approveAfter":3600000,"decision":"DENIED","actionAfter":1000,"lockAfter":7200000},"steps":[{"id":"6b08a3e7863a0aa5d4675bf0","asked":{"approverType":"MANAGER","fields":[]}}]}}',1795731959248);
INSERT INTO requests VALUES(5,'6b08a3e7863a0aa5d4675bf2','61eb2db568c7c300079fefd2','locked','00ub0oNGTSWTBKOLGLNR','LOCKED','ACCESS_REQUEST',1795728359250,'00uLocalDevToken0001',1795728359257,'00uLocalDevToken0001',NULL,'{"course":{"rule":{"actionAfter":1000},"begun":"2026-11-26T21:25:59.250Z","steps":[{"id":"6b08a3e7863a0aa5d4675bf3","asked":{"fields":[],"approverType":"MANAGER"}}],"action":{"id":"6b08a3e7863a0aa5d4675bf4","resource":{"id":"00g1emaKYZTWRYYRRTSK","name":"network"},"kind":"GROUPS","accessDuration":86400000},"waitingSince":"2026-11-26T21:25:59.250Z"}}',NULL);
CREATE TABLE messages (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id TEXT NOT NULL REFERENCES requests (id),
  message TEXT NOT NULL, created INTEGER NOT NULL, created_by TEXT NOT NULL
) STRICT;
INSERT INTO messages VALUES(1,'6b08a3e5863a0aa5d4675be5','Ask the desk.',1795728357726,'00uLocalDevToken0001');
CREATE TABLE teams (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO teams VALUES('61eb0f06c462d20007f051ac');
CREATE TABLE groups (
  id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE
) STRICT, WITHOUT ROWID;
INSERT INTO "groups" VALUES('00g1emaKYZTWRYYRRTSK','network');
CREATE TABLE organization (id TEXT PRIMARY KEY, lists_users INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
INSERT INTO organization VALUES('00oXxvnPJb2RObWd2Pat',1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('requests',5);
INSERT INTO sqlite_sequence VALUES('messages',1);
CREATE INDEX requests_created ON requests (created, id);
CREATE INDEX requests_last_updated ON requests (last_updated, id);
CREATE INDEX requests_status_created ON requests (status, created, id);
CREATE INDEX requests_status_last_updated ON requests (status, last_updated, id);
CREATE INDEX requests_type_created ON requests (request_type_id, created, id);
CREATE INDEX requests_type_last_updated ON requests (request_type_id, last_updated, id);
CREATE INDEX messages_request ON messages (request_id, number);
CREATE INDEX requests_due ON requests (due) WHERE due IS NOT NULL;
COMMIT;
PRAGMA application_id = 0x57535256;
PRAGMA user_version = 5;
