BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0013');
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
CREATE TABLE closed_hour (
	probe_id INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	starts BLOB NOT NULL, 
	CONSTRAINT pk_closed_hour PRIMARY KEY (probe_id, start_ms, vantage_id)
)
 WITHOUT ROWID

;
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
CREATE TABLE horizon (
	kind VARCHAR NOT NULL, 
	from_ms BIGINT NOT NULL, 
	CONSTRAINT pk_horizon PRIMARY KEY (kind)
);
INSERT INTO "horizon" VALUES('raw',0);
INSERT INTO "horizon" VALUES('swept',0);
INSERT INTO "horizon" VALUES('minute',0);
INSERT INTO "horizon" VALUES('hour',0);
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
INSERT INTO "incident" VALUES('c8f702e072',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:09)',1795670038503,1795670049037,NULL,NULL,'');
CREATE TABLE judging (
	id INTEGER NOT NULL, 
	term BIGINT NOT NULL, 
	judged_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_judging PRIMARY KEY (id)
);
INSERT INTO "judging" VALUES(1,1,1795670073021);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795670038503,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:32)',1795670073015,'{"version":1,"now_ms":1795670073015,"watched_ms":45325,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670027690},"probes":{"health\thome":{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670039002,"gap_ms":998,"last_bad_ms":1795670072993,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670039002,"gap_ms":998,"last_bad_ms":1795670072993,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670039002,"gap_ms":998,"last_bad_ms":1795670072993,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795670072993,"last_failed":true,"learned":22,"fed_ms":45325},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":1.2779396667292202,"results":12},"anchor":{"log":1.2779396667292202,"results":12},"shape":[6.6584334082135714e-06,3.2661542236069655e-05,-3.067324722341957e-05,1.3048481835001593e-05]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670061990,true],[1795670062990,true],[1795670064005,true],[1795670065017,true],[1795670066005,true],[1795670066995,true],[1795670068021,true],[1795670068995,true],[1795670069993,true],[1795670071006,true],[1795670071995,true],[1795670072993,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":45325}},"pool":null}},"pool":null,"case":{"incident":{"id":"c8f702e072","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:32)","started_at_ms":1795670038503,"detected_at_ms":1795670049037,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670049037,"stretch_ms":1795670038503,"first_ms":1795670039002,"last_ms":1795670072993,"graded_from_ms":1795670038503,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:32)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44342}},"state":{"provider":"aurora","state":"outage","since_ms":1795670038503,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:32)","judged_at_ms":1795670073015}}');
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
INSERT INTO "result" VALUES(1,1795670027337,1,0,1634,NULL,49619,NULL,3380,NULL,352575,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,406);
INSERT INTO "result" VALUES(1,1795670027993,1,0,3983,NULL,213,NULL,2572,NULL,3467,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,24);
INSERT INTO "result" VALUES(1,1795670028996,1,0,7320,NULL,2809,NULL,935,NULL,20945,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670029992,1,0,3334,NULL,2398,NULL,491,NULL,3576,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670030991,1,0,1844,NULL,256,NULL,24156,NULL,24958,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670031997,1,0,7910,NULL,215,NULL,19739,NULL,20481,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,28);
INSERT INTO "result" VALUES(1,1795670032998,1,0,9344,NULL,211,NULL,4735,NULL,5471,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,11);
INSERT INTO "result" VALUES(1,1795670033990,1,0,948,NULL,230,NULL,14051,NULL,15356,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670035000,1,0,11178,NULL,6097,NULL,17986,NULL,24765,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,47);
INSERT INTO "result" VALUES(1,1795670036004,1,0,14604,NULL,184,NULL,1326,NULL,2050,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670037000,1,0,10864,NULL,8234,NULL,19927,NULL,28728,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,35);
INSERT INTO "result" VALUES(1,1795670038004,1,0,14625,NULL,5875,NULL,39253,NULL,45809,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,141);
INSERT INTO "result" VALUES(1,1795670039002,1,5,13158,NULL,249,NULL,4534,NULL,14725,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670040017,1,5,28146,NULL,189,NULL,606,NULL,4718,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,6);
INSERT INTO "result" VALUES(1,1795670040997,1,5,7858,NULL,1259,NULL,4028,NULL,7921,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670041996,1,5,6938,NULL,1493,NULL,0,NULL,9141,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670042996,1,5,7024,NULL,196,NULL,284,NULL,13345,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,21);
INSERT INTO "result" VALUES(1,1795670044021,1,5,31852,NULL,168,NULL,11753,NULL,13017,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,20);
INSERT INTO "result" VALUES(1,1795670044991,1,5,2437,NULL,835,NULL,715,NULL,2951,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,9);
INSERT INTO "result" VALUES(1,1795670045993,1,5,3761,NULL,197,NULL,267,NULL,3622,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670046989,1,5,351,NULL,185,NULL,15155,NULL,16359,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,18);
INSERT INTO "result" VALUES(1,1795670047990,1,5,949,NULL,173,NULL,614,NULL,1688,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,3);
INSERT INTO "result" VALUES(1,1795670049004,1,5,14825,NULL,16308,NULL,11852,NULL,33045,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,36);
INSERT INTO "result" VALUES(1,1795670049990,1,5,761,NULL,222,NULL,3054,NULL,7057,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670050999,1,5,7084,NULL,2894,NULL,0,NULL,4376,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670051990,1,5,1521,NULL,9690,NULL,3748,NULL,16149,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670052995,1,5,6150,NULL,8962,NULL,0,NULL,13646,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670053996,1,5,7184,NULL,264,NULL,8885,NULL,13835,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,21);
INSERT INTO "result" VALUES(1,1795670054993,1,5,3829,NULL,210,NULL,7549,NULL,8801,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,10);
INSERT INTO "result" VALUES(1,1795670055998,1,5,9158,NULL,3713,NULL,0,NULL,10224,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670057005,1,5,16203,NULL,266,NULL,236,NULL,27688,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,46);
INSERT INTO "result" VALUES(1,1795670058009,1,5,19599,NULL,166,NULL,1896,NULL,5549,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670058990,1,5,1147,NULL,12990,NULL,0,NULL,14754,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670059993,1,5,4555,NULL,177,NULL,7772,NULL,9166,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670060991,1,5,2092,NULL,4888,NULL,40359,NULL,49796,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,77);
INSERT INTO "result" VALUES(1,1795670061990,1,5,1244,NULL,232,NULL,9506,NULL,47598,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,63);
INSERT INTO "result" VALUES(1,1795670062990,1,5,899,NULL,221,NULL,22244,NULL,23649,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,40);
INSERT INTO "result" VALUES(1,1795670064005,1,5,15909,NULL,188,NULL,15440,NULL,16877,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,18);
INSERT INTO "result" VALUES(1,1795670065017,1,5,28045,NULL,172,NULL,32470,NULL,35311,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670066005,1,5,16365,NULL,482,NULL,6213,NULL,24354,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,80);
INSERT INTO "result" VALUES(1,1795670066995,1,5,6248,NULL,197,NULL,8960,NULL,11442,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,35);
INSERT INTO "result" VALUES(1,1795670068021,1,5,31884,NULL,11587,NULL,411,NULL,15850,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670068995,1,5,5691,NULL,168,NULL,41534,NULL,42829,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,50);
INSERT INTO "result" VALUES(1,1795670069993,1,5,4036,NULL,2050,NULL,20739,NULL,31871,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,40);
INSERT INTO "result" VALUES(1,1795670071006,1,5,17310,NULL,160,NULL,5845,NULL,30496,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,50);
INSERT INTO "result" VALUES(1,1795670071995,1,5,6025,NULL,4533,NULL,23456,NULL,37111,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,55);
INSERT INTO "result" VALUES(1,1795670072993,1,5,3729,NULL,212,NULL,11394,NULL,22249,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,28);
CREATE TABLE rollup_day (
	probe_id INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	ok BIGINT NOT NULL, 
	others VARCHAR, 
	cost_microusd BIGINT NOT NULL, 
	score_count BIGINT NOT NULL, 
	score_sum DOUBLE NOT NULL, 
	ttft_count BIGINT NOT NULL, 
	ttft_sum_us BIGINT NOT NULL, 
	ttft_p50_us BIGINT, 
	ttft_p95_us BIGINT, 
	total_count BIGINT NOT NULL, 
	total_sum_us BIGINT NOT NULL, 
	total_p50_us BIGINT, 
	total_p95_us BIGINT, 
	CONSTRAINT pk_rollup_day PRIMARY KEY (probe_id, start_ms, vantage_id)
)
 WITHOUT ROWID

;
CREATE TABLE rollup_hour (
	probe_id INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	ok BIGINT NOT NULL, 
	others VARCHAR, 
	cost_microusd BIGINT NOT NULL, 
	score_count BIGINT NOT NULL, 
	score_sum DOUBLE NOT NULL, 
	ttft_count BIGINT NOT NULL, 
	ttft_sum_us BIGINT NOT NULL, 
	ttft_p50_us BIGINT, 
	ttft_p95_us BIGINT, 
	total_count BIGINT NOT NULL, 
	total_sum_us BIGINT NOT NULL, 
	total_p50_us BIGINT, 
	total_p95_us BIGINT, 
	CONSTRAINT pk_rollup_hour PRIMARY KEY (probe_id, start_ms, vantage_id)
)
 WITHOUT ROWID

;
CREATE TABLE rollup_minute (
	probe_id INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	ok BIGINT NOT NULL, 
	others VARCHAR, 
	cost_microusd BIGINT NOT NULL, 
	score_count BIGINT NOT NULL, 
	score_sum DOUBLE NOT NULL, 
	ttft_count BIGINT NOT NULL, 
	ttft_sum_us BIGINT NOT NULL, 
	ttft_p50_us BIGINT, 
	ttft_p95_us BIGINT, 
	total_count BIGINT NOT NULL, 
	total_sum_us BIGINT NOT NULL, 
	total_p50_us BIGINT, 
	total_p95_us BIGINT, 
	CONSTRAINT pk_rollup_minute PRIMARY KEY (probe_id, start_ms, vantage_id)
)
 WITHOUT ROWID

;
CREATE TABLE rollup_series (
	probe_id INTEGER NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	rolled_to_ms BIGINT NOT NULL, 
	CONSTRAINT pk_rollup_series PRIMARY KEY (probe_id, vantage_id)
);
INSERT INTO "rollup_series" VALUES(1,1,1795669200000);
CREATE TABLE rollup_sketch (
	probe_id INTEGER NOT NULL, 
	span_ms INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	ttft BLOB, 
	total BLOB, 
	CONSTRAINT pk_rollup_sketch PRIMARY KEY (probe_id, span_ms, start_ms, vantage_id)
)
 WITHOUT ROWID

;
CREATE TABLE run_request (
	id INTEGER NOT NULL, 
	probe_id INTEGER NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	asked_at_ms BIGINT NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	claimed_at_ms BIGINT, 
	claimed_by VARCHAR, 
	ended_at_ms BIGINT, 
	refusal TEXT, 
	CONSTRAINT pk_run_request PRIMARY KEY (id), 
	CONSTRAINT fk_run_request_probe_id FOREIGN KEY(probe_id) REFERENCES probe (id), 
	CONSTRAINT fk_run_request_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id)
);
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
INSERT INTO "state_change" VALUES(1,1,1795670027690,NULL,'operational',1795670027690,'answers as usual',NULL);
INSERT INTO "state_change" VALUES(2,1,1795670049037,'operational','outage',1795670038503,'11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:09)',NULL);
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
INSERT INTO "transition" VALUES(1,'c8f702e072',1795670049037,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:13:58 UTC (seen 05:13:59 to 05:14:09)',1795670038503,1795670049037,NULL,NULL,NULL,'');
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
	registered_at_ms BIGINT NOT NULL, offset_ms BIGINT, 
	CONSTRAINT pk_vantage_probe PRIMARY KEY (vantage_id, probe_id), 
	CONSTRAINT fk_vantage_probe_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_probe_probe_id FOREIGN KEY(probe_id) REFERENCES probe (id)
);
INSERT INTO "vantage_probe" VALUES(1,1,1795670026263,989);
CREATE TABLE vantage_provider (
	vantage_id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	registered_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_vantage_provider PRIMARY KEY (vantage_id, provider_id), 
	CONSTRAINT fk_vantage_provider_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_provider_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "vantage_provider" VALUES(1,1,1795670026263);
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
	probes INTEGER NOT NULL, is_judge BOOLEAN, 
	CONSTRAINT pk_worker PRIMARY KEY (vantage_id, host, pid), 
	CONSTRAINT fk_worker_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id)
);
INSERT INTO "worker" VALUES(1,'here',1332,'0.1.0',1795670025050,1795670073062,1795670073062,'/etc/brownout/probes.yaml',NULL,3.729,1,1);
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
CREATE INDEX ix_rollup_series_vantage_id ON rollup_series (vantage_id);
CREATE INDEX ix_run_request_asked_at_ms ON run_request (asked_at_ms);
COMMIT;
