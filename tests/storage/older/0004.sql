BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0004');
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
INSERT INTO "incident" VALUES('39b7e586c7',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 03:03:40 UTC',1795662220619,1795662231027,NULL,NULL);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795662220619,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:03:40 UTC',1795662255122,'{"version":1,"now_ms":1795662255122,"watched_ms":46133,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795662209074},"probes":{"health\thome":{"probe":"health","vantage":"home","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795662220993,"gap_ms":748,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":23.275432031853704,"first_ms":1795662220993,"gap_ms":748,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":2.995732273553991,"first_ms":1795662220993,"gap_ms":748,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795662255093,"last_failed":true,"learned":22,"fed_ms":46133},"typical":{"signal":"ttfb","latency":{"log":2.7349539129547558,"results":10},"speed":{"log":0.0,"results":0}},"recent":[[1795662243994,true],[1795662245033,true],[1795662245990,true],[1795662247049,true],[1795662247996,true],[1795662248998,true],[1795662250000,true],[1795662251051,true],[1795662252089,true],[1795662253041,true],[1795662254011,true],[1795662255093,true]],"account":null,"is_extra":false,"heard_ms":46133}},"pool":null}},"pool":null,"case":{"incident":{"id":"39b7e586c7","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:03:40 UTC","started_at_ms":1795662220619,"detected_at_ms":1795662231027,"ended_at_ms":null,"closed_at_ms":null},"opened_ms":1795662231027,"stretch_ms":1795662220619,"graded_from_ms":1795662220619,"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"}}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":45024}},"state":{"provider":"aurora","state":"outage","since_ms":1795662220619,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:03:40 UTC","judged_at_ms":1795662255122}}');
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
INSERT INTO "result" VALUES(1,1795662208772,1,0,13242,NULL,38851,NULL,0,NULL,302387,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662208989,1,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'the run before it was still going',NULL,NULL,NULL);
INSERT INTO "result" VALUES(1,1795662210000,1,0,10679,NULL,295,NULL,32082,NULL,33007,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662211038,1,0,48761,NULL,216,NULL,9289,NULL,10113,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662212007,1,0,17831,NULL,278,NULL,23463,NULL,24301,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662213008,1,0,19411,NULL,214,NULL,1358,NULL,14269,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662214000,1,0,11268,NULL,207,NULL,18545,NULL,19320,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662214992,1,0,2658,NULL,11049,NULL,6903,NULL,18626,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662216057,1,0,67869,NULL,209,NULL,26757,NULL,27505,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662216990,1,0,1468,NULL,10372,NULL,0,NULL,11701,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662218025,1,0,35885,NULL,178,NULL,5680,NULL,6376,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662218994,1,0,5157,NULL,229,NULL,16861,NULL,17560,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662220245,1,0,255916,NULL,203,NULL,4901,NULL,5578,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662220993,1,5,3839,NULL,425,NULL,9181,NULL,20023,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662222053,1,5,63859,NULL,210,NULL,4775,NULL,6190,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662223005,1,5,15596,NULL,25301,NULL,0,NULL,31948,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662223996,1,5,6633,NULL,199,NULL,42337,NULL,53993,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662225001,1,5,11787,NULL,631,NULL,352,NULL,16701,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662226021,1,5,32019,NULL,588,NULL,3099,NULL,5482,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662227015,1,5,26355,NULL,189,NULL,4688,NULL,5992,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662228018,1,5,29371,NULL,217,NULL,20497,NULL,22054,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662229093,1,5,103874,NULL,3301,NULL,0,NULL,6413,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662230173,1,5,183791,NULL,315,NULL,14346,NULL,15907,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662231015,1,5,26144,NULL,170,NULL,10265,NULL,11570,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662231993,1,5,3840,NULL,550,NULL,0,NULL,2051,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662233015,1,5,26153,NULL,166,NULL,4993,NULL,6562,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662233994,1,5,5047,NULL,244,NULL,74368,NULL,85700,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662235029,1,5,39909,NULL,3244,NULL,4318,NULL,29608,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662236077,1,5,87617,NULL,181,NULL,19677,NULL,21109,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662236991,1,5,1811,NULL,569,NULL,0,NULL,14966,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662237999,1,5,9598,NULL,188,NULL,740,NULL,2066,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662239017,1,5,28073,NULL,175,NULL,627,NULL,1821,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662239991,1,5,2305,NULL,209,NULL,34284,NULL,100781,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662241014,1,5,25332,NULL,217,NULL,367763,NULL,412579,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662242035,1,5,45733,NULL,11925,NULL,0,NULL,16615,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662243003,1,5,13697,NULL,233,NULL,13457,NULL,38743,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662243994,1,5,4601,NULL,10602,NULL,25908,NULL,37814,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662245033,1,5,44518,NULL,2706,NULL,0,NULL,18147,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662245990,1,5,1419,NULL,200,NULL,732,NULL,6375,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662247049,1,5,59928,NULL,168,NULL,2678,NULL,4335,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662247996,1,5,6700,NULL,5313,NULL,0,NULL,9097,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662248998,1,5,9331,NULL,9516,NULL,0,NULL,11143,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662250000,1,5,10945,NULL,300,NULL,762,NULL,18258,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662251051,1,5,61672,NULL,14891,NULL,136670,NULL,152801,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662252089,1,5,99898,NULL,187,NULL,291698,NULL,595938,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662253041,1,5,52411,NULL,10817,NULL,700,NULL,12694,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662254011,1,5,22423,NULL,598,NULL,0,NULL,1912,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662255093,1,5,103960,NULL,287,NULL,27688,NULL,29163,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
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
INSERT INTO "transition" VALUES(1,'39b7e586c7',1795662231027,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 03:03:40 UTC',1795662220619,1795662231027,NULL,NULL,NULL);
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
INSERT INTO "worker" VALUES(1,'here',11137,'0.1.0',1795662207657,1795662255237,1795662255237,'/etc/brownout/probes.yaml',NULL,103.96,1);
CREATE INDEX ix_result_failed ON result (probe_id, started_at_ms, vantage_id, outcome) WHERE outcome > 1;
CREATE INDEX ix_incident_provider_id ON incident (provider_id);
CREATE INDEX ix_incident_started_at_ms ON incident (started_at_ms);
CREATE UNIQUE INDEX uq_incident_open ON incident (provider_id, scope) WHERE closed_at_ms IS NULL;
CREATE INDEX ix_probe_provider_id ON probe (provider_id);
CREATE INDEX ix_transition_unannounced ON transition (at_ms) WHERE announced_at_ms IS NULL;
CREATE INDEX ix_official_incident_started_at_ms ON official_incident (started_at_ms);
COMMIT;
