BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0011');
CREATE TABLE amendment (
	id INTEGER NOT NULL, 
	incident VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	at_ms BIGINT NOT NULL, 
	"by" VARCHAR NOT NULL, 
	reason TEXT NOT NULL, 
	other VARCHAR, 
	split_at_ms BIGINT, 
	undoes INTEGER, 
	CONSTRAINT pk_amendment PRIMARY KEY (id)
);
CREATE TABLE delivery (
	id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	thread VARCHAR NOT NULL, 
	change VARCHAR NOT NULL, 
	notice TEXT NOT NULL, 
	made_at_ms BIGINT NOT NULL, 
	due_at_ms BIGINT NOT NULL, 
	claimed_until_ms BIGINT, 
	attempts INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	ended_at_ms BIGINT, 
	problem TEXT, 
	CONSTRAINT pk_delivery PRIMARY KEY (id), 
	CONSTRAINT uq_delivery_key_target UNIQUE ("key", target)
);
CREATE TABLE heartbeat (
	probe VARCHAR NOT NULL, 
	awaited_since_ms BIGINT NOT NULL, 
	beat_at_ms BIGINT, 
	failed_at_ms BIGINT, 
	detail TEXT, 
	CONSTRAINT pk_heartbeat PRIMARY KEY (probe)
);
CREATE TABLE heartbeat_listener (
	id INTEGER NOT NULL, 
	since_ms BIGINT NOT NULL, 
	at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_heartbeat_listener PRIMARY KEY (id)
);
CREATE TABLE incident (
	id VARCHAR NOT NULL, 
	provider_id INTEGER NOT NULL, 
	scope VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	worst VARCHAR NOT NULL, 
	facets VARCHAR NOT NULL, 
	sentence TEXT NOT NULL, 
	started_at_ms BIGINT NOT NULL, 
	detected_at_ms BIGINT NOT NULL, 
	ended_at_ms BIGINT, 
	closed_at_ms BIGINT, extent VARCHAR, 
	CONSTRAINT pk_incident PRIMARY KEY (id), 
	CONSTRAINT fk_incident_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "incident" VALUES('bbad172912',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:18:48)',1795670318494,1795670329053,NULL,NULL,'');
CREATE TABLE judging (
	id INTEGER NOT NULL, 
	term BIGINT NOT NULL, 
	judged_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_judging PRIMARY KEY (id)
);
INSERT INTO "judging" VALUES(1,1,1795670353033);
CREATE TABLE maintenance (
	id INTEGER NOT NULL, 
	provider VARCHAR, 
	starts_at_ms BIGINT NOT NULL, 
	ends_at_ms BIGINT NOT NULL, 
	reason TEXT NOT NULL, 
	set_by VARCHAR NOT NULL, 
	set_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_maintenance PRIMARY KEY (id)
);
CREATE TABLE official_incident (
	provider_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	title TEXT NOT NULL, 
	impact VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	started_at_ms BIGINT NOT NULL, 
	published_at_ms BIGINT, 
	first_seen_ms BIGINT, 
	resolved_at_ms BIGINT, 
	components TEXT NOT NULL, 
	url VARCHAR, 
	CONSTRAINT pk_official_incident PRIMARY KEY (provider_id, "key"), 
	CONSTRAINT fk_official_incident_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
CREATE TABLE official_status (
	provider_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	sentence TEXT NOT NULL, 
	since_ms BIGINT NOT NULL, 
	read_at_ms BIGINT NOT NULL, 
	tried_at_ms BIGINT NOT NULL, 
	problem TEXT, 
	CONSTRAINT pk_official_status PRIMARY KEY (provider_id), 
	CONSTRAINT fk_official_status_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
CREATE TABLE probe (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	provider_id INTEGER NOT NULL, 
	surface VARCHAR NOT NULL, 
	"check" VARCHAR NOT NULL, 
	every_s DOUBLE NOT NULL, 
	waiting_for VARCHAR, 
	cost_per_day_microusd BIGINT, 
	position INTEGER NOT NULL, 
	removed_at_ms BIGINT, model VARCHAR, region VARCHAR, 
	CONSTRAINT pk_probe PRIMARY KEY (id), 
	CONSTRAINT fk_probe_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_probe_name UNIQUE (name)
);
INSERT INTO "probe" VALUES(1,'health',1,'edge','http',1.0,NULL,0,0,NULL,NULL,NULL);
CREATE TABLE provider (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	status_page VARCHAR, 
	key_env VARCHAR, 
	position INTEGER NOT NULL, 
	removed_at_ms BIGINT, 
	CONSTRAINT pk_provider PRIMARY KEY (id), 
	CONSTRAINT uq_provider_name UNIQUE (name)
);
INSERT INTO "provider" VALUES(1,'aurora','aurora',NULL,NULL,0,NULL);
CREATE TABLE provider_state (
	provider_id INTEGER NOT NULL, 
	state VARCHAR NOT NULL, 
	since_ms BIGINT NOT NULL, 
	sentence TEXT NOT NULL, 
	judged_at_ms BIGINT NOT NULL, 
	snapshot TEXT NOT NULL, 
	CONSTRAINT pk_provider_state PRIMARY KEY (provider_id), 
	CONSTRAINT fk_provider_state_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "provider_state" VALUES(1,'outage',1795670318494,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:19:13)',1795670353027,'{"version":1,"now_ms":1795670353027,"watched_ms":45730,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670307297},"probes":{"health\thome":{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670318994,"gap_ms":1000,"last_bad_ms":1795670353007,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670318994,"gap_ms":1000,"last_bad_ms":1795670353007,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670318994,"gap_ms":1000,"last_bad_ms":1795670353007,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795670353007,"last_failed":true,"learned":22,"fed_ms":45730},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":1.8491110973916522,"results":10},"anchor":{"log":1.8491110973916522,"results":10},"shape":[-1.4981265757206998e-05,-8.1975640631042e-05,7.794680279168945e-05,-2.9474370620108458e-05]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670341990,true],[1795670343029,true],[1795670344002,true],[1795670345006,true],[1795670345994,true],[1795670346991,true],[1795670347993,true],[1795670348991,true],[1795670349993,true],[1795670351001,true],[1795670351995,true],[1795670353007,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":45730}},"pool":null}},"pool":null,"case":{"incident":{"id":"bbad172912","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:19:13)","started_at_ms":1795670318494,"detected_at_ms":1795670329053,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670329053,"stretch_ms":1795670318494,"first_ms":1795670318994,"last_ms":1795670353007,"graded_from_ms":1795670318494,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:19:13)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44732}},"state":{"provider":"aurora","state":"outage","since_ms":1795670318494,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:19:13)","judged_at_ms":1795670353027}}');
CREATE TABLE result (
	probe_id INTEGER NOT NULL, 
	started_at_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	outcome SMALLINT NOT NULL, 
	late_us BIGINT NOT NULL, 
	dns_us BIGINT, 
	connect_us BIGINT, 
	tls_us BIGINT, 
	ttfb_us BIGINT, 
	ttft_us BIGINT, 
	total_us BIGINT, 
	longest_gap_us BIGINT, 
	tokens_per_s DOUBLE, 
	http_status INTEGER, 
	request_id VARCHAR, 
	input_tokens BIGINT, 
	output_tokens BIGINT, 
	score DOUBLE, 
	cost_microusd BIGINT NOT NULL, 
	detail TEXT, 
	expectations TEXT, headroom DOUBLE, retry_after_s DOUBLE, judged_after_ms BIGINT, 
	CONSTRAINT pk_result PRIMARY KEY (probe_id, started_at_ms, vantage_id)
)
 WITHOUT ROWID

;
INSERT INTO "result" VALUES(1,1795670307051,1,0,3329,NULL,3904,NULL,0,NULL,246004,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,280);
INSERT INTO "result" VALUES(1,1795670307994,1,0,4818,NULL,228,NULL,10132,NULL,11001,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,42);
INSERT INTO "result" VALUES(1,1795670309009,1,0,19925,NULL,11743,NULL,512,NULL,12938,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,55);
INSERT INTO "result" VALUES(1,1795670309993,1,0,4421,NULL,10598,NULL,517,NULL,11768,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,56);
INSERT INTO "result" VALUES(1,1795670310998,1,0,9299,NULL,221,NULL,14265,NULL,15062,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,39);
INSERT INTO "result" VALUES(1,1795670311997,1,0,7904,NULL,3469,NULL,1068,NULL,5158,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670312999,1,0,9578,NULL,3184,NULL,10224,NULL,14070,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670313993,1,0,3952,NULL,192,NULL,2278,NULL,3007,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670315005,1,0,15971,NULL,531,NULL,0,NULL,1234,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,18);
INSERT INTO "result" VALUES(1,1795670316013,1,0,23868,NULL,436,NULL,6021,NULL,6957,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,61);
INSERT INTO "result" VALUES(1,1795670317002,1,0,13535,NULL,181,NULL,6600,NULL,7233,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,23);
INSERT INTO "result" VALUES(1,1795670317991,1,0,1890,NULL,9281,NULL,2510,NULL,12373,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,18);
INSERT INTO "result" VALUES(1,1795670318994,1,5,5520,NULL,4919,NULL,4321,NULL,13137,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670319998,1,5,9036,NULL,7687,NULL,8693,NULL,17684,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,42);
INSERT INTO "result" VALUES(1,1795670321006,1,5,16609,NULL,928,NULL,11720,NULL,27716,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,50);
INSERT INTO "result" VALUES(1,1795670321990,1,5,1264,NULL,207,NULL,29608,NULL,31034,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,35);
INSERT INTO "result" VALUES(1,1795670322991,1,5,2324,NULL,170,NULL,2420,NULL,5642,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,11);
INSERT INTO "result" VALUES(1,1795670324097,1,5,107839,NULL,186,NULL,19142,NULL,20470,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670324998,1,5,9179,NULL,227,NULL,1777,NULL,3037,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,33);
INSERT INTO "result" VALUES(1,1795670325997,1,5,7845,NULL,218,NULL,7273,NULL,8545,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,12);
INSERT INTO "result" VALUES(1,1795670326993,1,5,3828,NULL,186,NULL,7218,NULL,15995,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670328001,1,5,11821,NULL,216,NULL,19277,NULL,20582,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,28);
INSERT INTO "result" VALUES(1,1795670328989,1,5,529,NULL,2623,NULL,55890,NULL,64046,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,70);
INSERT INTO "result" VALUES(1,1795670330000,1,5,10906,NULL,335,NULL,26726,NULL,57066,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,58);
INSERT INTO "result" VALUES(1,1795670330997,1,5,7858,NULL,675,NULL,0,NULL,7921,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,20);
INSERT INTO "result" VALUES(1,1795670331996,1,5,7521,NULL,421,NULL,2480,NULL,12944,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,29);
INSERT INTO "result" VALUES(1,1795670332997,1,5,7862,NULL,548,NULL,0,NULL,16041,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,28);
INSERT INTO "result" VALUES(1,1795670334005,1,5,15879,NULL,219,NULL,17776,NULL,36018,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,40);
INSERT INTO "result" VALUES(1,1795670334996,1,5,7138,NULL,200,NULL,623,NULL,1750,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670335998,1,5,9489,NULL,186,NULL,5574,NULL,6887,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,11);
INSERT INTO "result" VALUES(1,1795670336997,1,5,8167,NULL,172,NULL,18765,NULL,20626,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670338021,1,5,31850,NULL,164,NULL,80081,NULL,81637,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,188);
INSERT INTO "result" VALUES(1,1795670338994,1,5,4954,NULL,8055,NULL,8756,NULL,18047,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,33);
INSERT INTO "result" VALUES(1,1795670339990,1,5,708,NULL,465,NULL,420,NULL,3117,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670340990,1,5,1300,NULL,191,NULL,15208,NULL,16551,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670341990,1,5,1363,NULL,6438,NULL,0,NULL,27936,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,36);
INSERT INTO "result" VALUES(1,1795670343029,1,5,40296,NULL,176,NULL,2365,NULL,3565,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670344002,1,5,12838,NULL,3101,NULL,3779,NULL,8008,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,26);
INSERT INTO "result" VALUES(1,1795670345006,1,5,16818,NULL,1404,NULL,9942,NULL,31317,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,64);
INSERT INTO "result" VALUES(1,1795670345994,1,5,5439,NULL,196,NULL,17657,NULL,20934,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,56);
INSERT INTO "result" VALUES(1,1795670346991,1,5,2530,NULL,5563,NULL,11092,NULL,45293,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,47);
INSERT INTO "result" VALUES(1,1795670347993,1,5,4063,NULL,2099,NULL,0,NULL,13766,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,42);
INSERT INTO "result" VALUES(1,1795670348991,1,5,1623,NULL,896,NULL,0,NULL,18768,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670349993,1,5,3895,NULL,432,NULL,4092,NULL,12293,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670351001,1,5,11867,NULL,168,NULL,24848,NULL,29094,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,41);
INSERT INTO "result" VALUES(1,1795670351995,1,5,6337,NULL,2872,NULL,2353,NULL,34209,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,42);
INSERT INTO "result" VALUES(1,1795670353007,1,5,18094,NULL,545,NULL,18523,NULL,20227,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,26);
CREATE TABLE state_change (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	at_ms BIGINT NOT NULL, 
	was VARCHAR, 
	state VARCHAR NOT NULL, 
	since_ms BIGINT NOT NULL, 
	sentence TEXT NOT NULL, 
	announced_at_ms BIGINT, 
	CONSTRAINT pk_state_change PRIMARY KEY (id), 
	CONSTRAINT fk_state_change_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "state_change" VALUES(1,1,1795670307297,NULL,'operational',1795670307297,'answers as usual',NULL);
INSERT INTO "state_change" VALUES(2,1,1795670329053,'operational','outage',1795670318494,'11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:18:48)',NULL);
CREATE TABLE transition (
	id INTEGER NOT NULL, 
	incident_id VARCHAR NOT NULL, 
	at_ms BIGINT NOT NULL, 
	change VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	worst VARCHAR NOT NULL, 
	facets VARCHAR NOT NULL, 
	sentence TEXT NOT NULL, 
	started_at_ms BIGINT NOT NULL, 
	detected_at_ms BIGINT NOT NULL, 
	ended_at_ms BIGINT, 
	closed_at_ms BIGINT, 
	announced_at_ms BIGINT, extent VARCHAR, 
	CONSTRAINT pk_transition PRIMARY KEY (id), 
	CONSTRAINT fk_transition_incident_id FOREIGN KEY(incident_id) REFERENCES incident (id), 
	CONSTRAINT uq_transition_incident_id_at_ms_change_state_facets UNIQUE (incident_id, at_ms, change, state, facets)
);
INSERT INTO "transition" VALUES(1,'bbad172912',1795670329053,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:18:38 UTC (seen 05:18:38 to 05:18:48)',1795670318494,1795670329053,NULL,NULL,NULL,'');
CREATE TABLE unjudged (
	number INTEGER NOT NULL, 
	probe_id INTEGER NOT NULL, 
	started_at_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	CONSTRAINT pk_unjudged PRIMARY KEY (number)
);
CREATE TABLE vantage (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_vantage PRIMARY KEY (id), 
	CONSTRAINT uq_vantage_name UNIQUE (name)
);
INSERT INTO "vantage" VALUES(1,'home');
CREATE TABLE vantage_probe (
	vantage_id INTEGER NOT NULL, 
	probe_id INTEGER NOT NULL, 
	registered_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_vantage_probe PRIMARY KEY (vantage_id, probe_id), 
	CONSTRAINT fk_vantage_probe_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_probe_probe_id FOREIGN KEY(probe_id) REFERENCES probe (id)
);
INSERT INTO "vantage_probe" VALUES(1,1,1795670305885);
CREATE TABLE vantage_provider (
	vantage_id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	registered_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_vantage_provider PRIMARY KEY (vantage_id, provider_id), 
	CONSTRAINT fk_vantage_provider_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_provider_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "vantage_provider" VALUES(1,1,1795670305885);
CREATE TABLE worker (
	vantage_id INTEGER NOT NULL, 
	host VARCHAR NOT NULL, 
	pid INTEGER NOT NULL, 
	version VARCHAR NOT NULL, 
	started_at_ms BIGINT NOT NULL, 
	beat_at_ms BIGINT NOT NULL, 
	stopped_at_ms BIGINT, 
	config_path VARCHAR NOT NULL, 
	config_error TEXT, 
	late_ms DOUBLE NOT NULL, 
	probes INTEGER NOT NULL, 
	CONSTRAINT pk_worker PRIMARY KEY (vantage_id, host, pid), 
	CONSTRAINT fk_worker_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id)
);
INSERT INTO "worker" VALUES(1,'here',6289,'0.1.0',1795670305884,1795670353087,1795670353087,'/etc/brownout/probes.yaml',NULL,1.80939999999999976409e+01,1);
CREATE INDEX ix_result_failed ON result (probe_id, started_at_ms, vantage_id, outcome) WHERE outcome > 1;
CREATE INDEX ix_incident_provider_id ON incident (provider_id);
CREATE INDEX ix_incident_started_at_ms ON incident (started_at_ms);
CREATE UNIQUE INDEX uq_incident_open ON incident (provider_id, scope) WHERE closed_at_ms IS NULL;
CREATE INDEX ix_probe_provider_id ON probe (provider_id);
CREATE INDEX ix_transition_unannounced ON transition (at_ms) WHERE announced_at_ms IS NULL;
CREATE INDEX ix_official_incident_started_at_ms ON official_incident (started_at_ms);
CREATE INDEX ix_maintenance_starts_at_ms ON maintenance (starts_at_ms);
CREATE INDEX ix_state_change_provider_id_at_ms ON state_change (provider_id, at_ms);
CREATE INDEX ix_state_change_unannounced ON state_change (at_ms) WHERE announced_at_ms IS NULL;
CREATE INDEX ix_delivery_made_at_ms ON delivery (made_at_ms);
CREATE INDEX ix_delivery_thread_target ON delivery (thread, target);
CREATE INDEX ix_delivery_pending ON delivery (due_at_ms) WHERE state = 'pending';
COMMIT;
