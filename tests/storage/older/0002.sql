BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
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
INSERT INTO "incident" VALUES('cfe60dc320',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 03:01:32 UTC',1795662092499,1795662103013,NULL,NULL);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795662092499,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:01:32 UTC',1795662127029,'{"version":1,"now_ms":1795662127029,"watched_ms":45541,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795662081488},"probes":{"health\thome":{"probe":"health","vantage":"home","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795662092997,"gap_ms":996,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":23.275432031853704,"first_ms":1795662092997,"gap_ms":996,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":2.995732273553991,"first_ms":1795662092997,"gap_ms":996,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795662126991,"last_failed":true,"learned":22,"fed_ms":45541},"typical":{"signal":"ttfb","latency":{"log":3.0182025312104273,"results":12},"speed":{"log":0.0,"results":0}},"recent":[[1795662115993,true],[1795662117012,true],[1795662117990,true],[1795662118996,true],[1795662120013,true],[1795662121009,true],[1795662122020,true],[1795662122993,true],[1795662123997,true],[1795662125007,true],[1795662125991,true],[1795662126991,true]],"account":null,"is_extra":false,"heard_ms":45541}},"pool":null}},"pool":null,"case":{"incident":{"id":"cfe60dc320","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:01:32 UTC","started_at_ms":1795662092499,"detected_at_ms":1795662103013,"ended_at_ms":null,"closed_at_ms":null},"opened_ms":1795662103013,"stretch_ms":1795662092499,"graded_from_ms":1795662092499,"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"}}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44517}},"state":{"provider":"aurora","state":"outage","since_ms":1795662092499,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:01:32 UTC","judged_at_ms":1795662127029}}');
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
	expectations TEXT, 
	CONSTRAINT pk_result PRIMARY KEY (probe_id, started_at_ms, vantage_id)
)
 WITHOUT ROWID

;
INSERT INTO "result" VALUES(1,1795662081085,1,0,39741,NULL,277,NULL,85087,NULL,402852,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662082005,1,0,15906,NULL,204,NULL,22786,NULL,23593,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662083010,1,0,20859,NULL,285,NULL,4402,NULL,5269,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662084057,1,0,67930,NULL,203,NULL,28961,NULL,29688,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662085023,1,0,33769,NULL,13464,NULL,469,NULL,14552,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662086048,1,0,58605,NULL,15944,NULL,456,NULL,17120,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662087009,1,0,19865,NULL,208,NULL,702,NULL,1427,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662088013,1,0,23914,NULL,203,NULL,38862,NULL,39593,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662088997,1,0,7917,NULL,501,NULL,13401,NULL,14379,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662089995,1,0,6393,NULL,224,NULL,256835,NULL,257524,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662090992,1,0,2928,NULL,185,NULL,14403,NULL,15798,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662092001,1,0,12099,NULL,10937,NULL,52172,NULL,63741,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]');
INSERT INTO "result" VALUES(1,1795662092997,1,5,8048,NULL,176,NULL,28334,NULL,45956,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662094013,1,5,23849,NULL,179,NULL,8773,NULL,27968,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662094990,1,5,1540,NULL,213,NULL,5571,NULL,10067,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662095991,1,5,2011,NULL,243,NULL,8942,NULL,13634,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662097013,1,5,23940,NULL,238,NULL,65881,NULL,72341,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662097997,1,5,8573,NULL,12633,NULL,364,NULL,14065,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662099007,1,5,18418,NULL,198,NULL,16707,NULL,57418,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662099990,1,5,1474,NULL,224,NULL,285,NULL,12739,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662101017,1,5,27873,NULL,180,NULL,3167,NULL,4371,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662102001,1,5,11864,NULL,451,NULL,24242,NULL,88022,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662103001,1,5,12216,NULL,191,NULL,10798,NULL,12121,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662104033,1,5,43887,NULL,3414,NULL,284226,NULL,293394,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662105001,1,5,11837,NULL,189,NULL,10527,NULL,11823,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662106004,1,5,15249,NULL,220,NULL,82725,NULL,84213,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662107006,1,5,17461,NULL,241,NULL,320,NULL,18169,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662107997,1,5,7893,NULL,189,NULL,22218,NULL,23606,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662108991,1,5,2058,NULL,187,NULL,8734,NULL,10303,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662109991,1,5,1646,NULL,180,NULL,54196,NULL,86164,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662111000,1,5,11218,NULL,214,NULL,13545,NULL,14936,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662111995,1,5,6319,NULL,467,NULL,447,NULL,1943,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662113021,1,5,32474,NULL,178,NULL,985,NULL,2263,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662113995,1,5,6282,NULL,406,NULL,571,NULL,6048,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662114990,1,5,1453,NULL,9927,NULL,0,NULL,11313,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662115993,1,5,3837,NULL,11560,NULL,0,NULL,12890,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662117012,1,5,22727,NULL,12471,NULL,0,NULL,13798,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662117990,1,5,1583,NULL,1003,NULL,0,NULL,2425,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662118996,1,5,6991,NULL,6829,NULL,398,NULL,8505,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662120013,1,5,23873,NULL,189,NULL,13392,NULL,38983,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662121009,1,5,19888,NULL,197,NULL,31012,NULL,32363,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662122020,1,5,31208,NULL,183,NULL,283,NULL,1235,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662122993,1,5,3871,NULL,222,NULL,19000,NULL,20461,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662123997,1,5,7874,NULL,450,NULL,4127,NULL,15164,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662125007,1,5,17765,NULL,1352,NULL,0,NULL,2655,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662125991,1,5,1767,NULL,12824,NULL,0,NULL,14148,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
INSERT INTO "result" VALUES(1,1795662126991,1,5,1944,NULL,475,NULL,12258,NULL,37924,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]');
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
INSERT INTO "transition" VALUES(1,'cfe60dc320',1795662103013,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 03:01:32 UTC',1795662092499,1795662103013,NULL,NULL,NULL);
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
INSERT INTO "worker" VALUES(1,'here',8487,'0.1.0',1795662080018,1795662127065,1795662127065,'/etc/brownout/probes.yaml',NULL,1.944,1);
CREATE INDEX ix_result_failed ON result (probe_id, started_at_ms, vantage_id, outcome) WHERE outcome > 1;
CREATE INDEX ix_incident_provider_id ON incident (provider_id);
CREATE INDEX ix_incident_started_at_ms ON incident (started_at_ms);
CREATE UNIQUE INDEX uq_incident_open ON incident (provider_id, scope) WHERE closed_at_ms IS NULL;
CREATE INDEX ix_probe_provider_id ON probe (provider_id);
CREATE INDEX ix_transition_unannounced ON transition (at_ms) WHERE announced_at_ms IS NULL;
COMMIT;
