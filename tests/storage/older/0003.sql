BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
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
INSERT INTO "incident" VALUES('a2908d0c00',1,'api','outage','outage','errors','12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 03:02:28 UTC',1795662148499,1795662159992,NULL,NULL);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795662148499,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:02:28 UTC',1795662183005,'{"version":1,"now_ms":1795662183005,"watched_ms":45096,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795662137909},"probes":{"health\thome":{"probe":"health","vantage":"home","every_s":1.0,"stream":{"usual":{"failures":{"bad":11.974046366744515,"seen":221.3881389091036},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795662148999,"gap_ms":1000,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":23.275432031853704,"first_ms":1795662148999,"gap_ms":1000,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":2.995732273553991,"first_ms":1795662148999,"gap_ms":1000,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{}}],"recoveries":{"failure":{"bad":20.119627792547668,"seen":20.119627792547668,"nats":0.0,"since_ms":0}},"last_ms":1795662182997,"last_failed":true,"learned":23,"fed_ms":45096},"typical":{"signal":"ttfb","latency":{"log":2.023936480924136,"results":11},"speed":{"log":0.0,"results":0}},"recent":[[1795662172001,true],[1795662173023,true],[1795662174017,true],[1795662174992,true],[1795662175993,true],[1795662176991,true],[1795662178025,true],[1795662178997,true],[1795662179992,true],[1795662181020,true],[1795662182283,true],[1795662182997,true]],"account":null,"is_extra":false,"heard_ms":45096}},"pool":null}},"pool":null,"case":{"incident":{"id":"a2908d0c00","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:02:28 UTC","started_at_ms":1795662148499,"detected_at_ms":1795662159992,"ended_at_ms":null,"closed_at_ms":null},"opened_ms":1795662159992,"stretch_ms":1795662148499,"graded_from_ms":1795662148499,"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"}}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44391}},"state":{"provider":"aurora","state":"outage","since_ms":1795662148499,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 03:02:28 UTC","judged_at_ms":1795662183005}}');
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
INSERT INTO "result" VALUES(1,1795662137801,1,0,1466,NULL,260,NULL,16727,NULL,108254,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662138001,1,0,12422,NULL,14682,NULL,428,NULL,15873,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662138990,1,0,691,NULL,248,NULL,1730,NULL,2562,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662139990,1,0,1537,NULL,5365,NULL,3965,NULL,10025,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662141012,1,0,22724,NULL,292,NULL,21122,NULL,21946,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662142003,1,0,14559,NULL,8496,NULL,479,NULL,9626,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662143029,1,0,40114,NULL,42379,NULL,560,NULL,43653,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662144005,1,0,15924,NULL,23077,NULL,15851,NULL,39657,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662145069,1,0,79885,NULL,235,NULL,20794,NULL,21501,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662146009,1,0,19888,NULL,186,NULL,11045,NULL,11691,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662146991,1,0,1701,NULL,553,NULL,0,NULL,1312,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662147991,1,0,1833,NULL,194,NULL,5303,NULL,6015,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662148999,1,5,10087,NULL,5525,NULL,8187,NULL,14896,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662149997,1,5,7861,NULL,176,NULL,6442,NULL,8332,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662150993,1,5,4019,NULL,187,NULL,64150,NULL,67766,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662151999,1,5,10324,NULL,44748,NULL,408,NULL,46307,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662152991,1,5,1854,NULL,5327,NULL,0,NULL,6670,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662153991,1,5,2154,NULL,4333,NULL,0,NULL,5760,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662155003,1,5,13599,NULL,17601,NULL,341,NULL,30229,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662156013,1,5,24005,NULL,211,NULL,70429,NULL,72109,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662157026,1,5,36836,NULL,180,NULL,12394,NULL,17974,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662158013,1,5,23859,NULL,525,NULL,310,NULL,1829,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662158992,1,5,2764,NULL,1711,NULL,0,NULL,3981,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662159990,1,5,1536,NULL,464,NULL,232,NULL,1759,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662160993,1,5,3889,NULL,6647,NULL,0,NULL,8583,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662162001,1,5,12189,NULL,3386,NULL,0,NULL,4798,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662163001,1,5,11844,NULL,429,NULL,10776,NULL,20130,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662164005,1,5,15868,NULL,9643,NULL,0,NULL,11129,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662165008,1,5,19135,NULL,8734,NULL,0,NULL,10072,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662165991,1,5,2275,NULL,198,NULL,4687,NULL,5944,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662167037,1,5,48573,NULL,2495,NULL,462,NULL,4038,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662168035,1,5,46019,NULL,223,NULL,7142,NULL,8393,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662169049,1,5,60061,NULL,267,NULL,158912,NULL,160319,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662169992,1,5,2627,NULL,9485,NULL,0,NULL,10824,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662170993,1,5,3969,NULL,197,NULL,11249,NULL,12696,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662172001,1,5,11875,NULL,11131,NULL,0,NULL,12584,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662173023,1,5,33669,NULL,224,NULL,24602,NULL,26066,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662174017,1,5,27988,NULL,198,NULL,11065,NULL,12216,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662174992,1,5,2662,NULL,274,NULL,19415,NULL,25384,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662175993,1,5,3958,NULL,220,NULL,13953,NULL,15453,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662176991,1,5,1655,NULL,248,NULL,16170,NULL,18723,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662178025,1,5,35827,NULL,8380,NULL,33001,NULL,57454,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662178997,1,5,8062,NULL,198,NULL,23074,NULL,24434,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662179992,1,5,3197,NULL,4693,NULL,0,NULL,6039,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662181020,1,5,30762,NULL,176,NULL,6912,NULL,8431,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662182283,1,5,293672,NULL,468,NULL,15165,NULL,16825,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
INSERT INTO "result" VALUES(1,1795662182997,1,5,7930,NULL,2231,NULL,691,NULL,8429,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL);
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
INSERT INTO "transition" VALUES(1,'a2908d0c00',1795662159992,'opened','outage','outage','errors','12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 03:02:28 UTC',1795662148499,1795662159992,NULL,NULL,NULL);
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
INSERT INTO "worker" VALUES(1,'here',9804,'0.1.0',1795662136798,1795662183033,1795662183033,'/etc/brownout/probes.yaml',NULL,7.93,1);
CREATE INDEX ix_result_failed ON result (probe_id, started_at_ms, vantage_id, outcome) WHERE outcome > 1;
CREATE INDEX ix_incident_provider_id ON incident (provider_id);
CREATE INDEX ix_incident_started_at_ms ON incident (started_at_ms);
CREATE UNIQUE INDEX uq_incident_open ON incident (provider_id, scope) WHERE closed_at_ms IS NULL;
CREATE INDEX ix_probe_provider_id ON probe (provider_id);
CREATE INDEX ix_transition_unannounced ON transition (at_ms) WHERE announced_at_ms IS NULL;
COMMIT;
