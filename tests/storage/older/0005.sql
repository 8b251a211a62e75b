BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
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
	closed_at_ms BIGINT, 
	CONSTRAINT pk_incident PRIMARY KEY (id), 
	CONSTRAINT fk_incident_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "incident" VALUES('3054e59d54',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 03:04:55 UTC',1795662295498,1795662306073,NULL,NULL);
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
	removed_at_ms BIGINT, 
	CONSTRAINT pk_probe PRIMARY KEY (id), 
	CONSTRAINT fk_probe_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id), 
	CONSTRAINT uq_probe_name UNIQUE (name)
);
INSERT INTO "probe" VALUES(1,'health',1,'edge','http',1.0,NULL,0,0,NULL);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795662295498,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:04:55 UTC',1795662330050,'{"version":1,"now_ms":1795662330050,"watched_ms":45193,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795662284550},"probes":{"health\thome":{"probe":"health","vantage":"home","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795662295993,"gap_ms":991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":23.275432031853704,"first_ms":1795662295993,"gap_ms":991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":2.995732273553991,"first_ms":1795662295993,"gap_ms":991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795662330045,"last_failed":true,"learned":22,"fed_ms":45193},"typical":{"signal":"ttfb","latency":{"log":0.8319404999344031,"results":5},"speed":{"log":0.0,"results":0}},"recent":[[1795662319048,true],[1795662320012,true],[1795662320993,true],[1795662322011,true],[1795662323001,true],[1795662323991,true],[1795662324993,true],[1795662326001,true],[1795662327013,true],[1795662327990,true],[1795662328997,true],[1795662330045,true]],"account":null,"is_extra":false,"heard_ms":45193}},"pool":null}},"pool":null,"case":{"incident":{"id":"3054e59d54","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:04:55 UTC","started_at_ms":1795662295498,"detected_at_ms":1795662306073,"ended_at_ms":null,"closed_at_ms":null},"opened_ms":1795662306073,"stretch_ms":1795662295498,"graded_from_ms":1795662295498,"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"}}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44181}},"state":{"provider":"aurora","state":"outage","since_ms":1795662295498,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:04:55 UTC","judged_at_ms":1795662330050}}');
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
	expectations TEXT, headroom DOUBLE, retry_after_s DOUBLE, 
	CONSTRAINT pk_result PRIMARY KEY (probe_id, started_at_ms, vantage_id)
)
 WITHOUT ROWID

;
INSERT INTO "result" VALUES(1,1795662284317,1,0,20362,NULL,256,NULL,1104,NULL,233371,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662285021,1,0,31920,NULL,2144,NULL,0,NULL,3196,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662285990,1,0,1352,NULL,2743,NULL,0,NULL,3705,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662286997,1,0,7953,NULL,3326,NULL,0,NULL,4273,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662287993,1,0,4129,NULL,11311,NULL,0,NULL,12605,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662288993,1,0,3877,NULL,7412,NULL,0,NULL,8326,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662289993,1,0,3862,NULL,204,NULL,1192,NULL,1904,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662291045,1,0,55939,NULL,211,NULL,14939,NULL,15739,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662292005,1,0,15830,NULL,559,NULL,0,NULL,1279,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662292993,1,0,3956,NULL,236,NULL,6910,NULL,7619,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662293993,1,0,3925,NULL,195,NULL,1261,NULL,1919,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662295002,1,0,13267,NULL,574,NULL,0,NULL,1378,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662295993,1,5,3857,NULL,196,NULL,3123,NULL,4400,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662296997,1,5,8379,NULL,197,NULL,40271,NULL,41699,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662297994,1,5,5130,NULL,6271,NULL,23691,NULL,31128,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662299003,1,5,14528,NULL,206,NULL,2355,NULL,3624,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662299991,1,5,2155,NULL,574,NULL,0,NULL,5859,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662300990,1,5,1114,NULL,1049,NULL,0,NULL,2430,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662301990,1,5,737,NULL,2865,NULL,0,NULL,6431,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662303001,1,5,11891,NULL,612,NULL,342,NULL,2023,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662304005,1,5,16241,NULL,184,NULL,14803,NULL,16074,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662304991,1,5,1860,NULL,487,NULL,40089,NULL,41810,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662306009,1,5,19878,NULL,229,NULL,62345,NULL,63784,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662306990,1,5,1096,NULL,219,NULL,359,NULL,1404,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662307990,1,5,1347,NULL,9488,NULL,0,NULL,11137,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662308993,1,5,4181,NULL,221,NULL,5158,NULL,6595,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662309996,1,5,6685,NULL,588,NULL,39900,NULL,85369,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662310997,1,5,7842,NULL,203,NULL,11199,NULL,15668,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662311991,1,5,2262,NULL,181,NULL,4720,NULL,24140,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662313005,1,5,15914,NULL,6656,NULL,0,NULL,8084,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662313993,1,5,3870,NULL,193,NULL,12033,NULL,19997,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662314990,1,5,1413,NULL,2308,NULL,10511,NULL,24550,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662315990,1,5,1172,NULL,6063,NULL,464,NULL,8053,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662316999,1,5,10070,NULL,456,NULL,20637,NULL,22361,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662317993,1,5,4168,NULL,609,NULL,0,NULL,1929,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662319048,1,5,59489,NULL,165,NULL,504118,NULL,724490,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662320012,1,5,22768,NULL,150,NULL,2443,NULL,5573,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662320993,1,5,3829,NULL,545,NULL,436,NULL,2130,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662322011,1,5,22160,NULL,12908,NULL,95868,NULL,142464,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662323001,1,5,11922,NULL,48265,NULL,385,NULL,55936,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662323991,1,5,1685,NULL,214,NULL,11751,NULL,13019,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662324993,1,5,3890,NULL,550,NULL,0,NULL,1848,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662326001,1,5,11852,NULL,222,NULL,495084,NULL,524155,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662327013,1,5,23940,NULL,183,NULL,726,NULL,1963,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662327990,1,5,935,NULL,4490,NULL,747,NULL,23287,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662328997,1,5,7834,NULL,213,NULL,39331,NULL,40964,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662330045,1,5,55890,NULL,201,NULL,3324,NULL,5276,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
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
	announced_at_ms BIGINT, 
	CONSTRAINT pk_transition PRIMARY KEY (id), 
	CONSTRAINT fk_transition_incident_id FOREIGN KEY(incident_id) REFERENCES incident (id), 
	CONSTRAINT uq_transition_incident_id_at_ms_change_state_facets UNIQUE (incident_id, at_ms, change, state, facets)
);
INSERT INTO "transition" VALUES(1,'3054e59d54',1795662306073,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 03:04:55 UTC',1795662295498,1795662306073,NULL,NULL,NULL);
CREATE TABLE vantage (
	id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	CONSTRAINT pk_vantage PRIMARY KEY (id), 
	CONSTRAINT uq_vantage_name UNIQUE (name)
);
INSERT INTO "vantage" VALUES(1,'home');
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
INSERT INTO "worker" VALUES(1,'here',12493,'0.1.0',1795662283254,1795662330157,1795662330157,'/etc/brownout/probes.yaml',NULL,55.89,1);
CREATE INDEX ix_result_failed ON result (probe_id, started_at_ms, vantage_id, outcome) WHERE outcome > 1;
CREATE INDEX ix_incident_provider_id ON incident (provider_id);
CREATE INDEX ix_incident_started_at_ms ON incident (started_at_ms);
CREATE UNIQUE INDEX uq_incident_open ON incident (provider_id, scope) WHERE closed_at_ms IS NULL;
CREATE INDEX ix_probe_provider_id ON probe (provider_id);
CREATE INDEX ix_transition_unannounced ON transition (at_ms) WHERE announced_at_ms IS NULL;
CREATE INDEX ix_official_incident_started_at_ms ON official_incident (started_at_ms);
COMMIT;
