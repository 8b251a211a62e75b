BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0015');
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
INSERT INTO "incident" VALUES('dcebac100e',1,'api','outage','outage','errors','12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:20:41)',1795670430533,1795670442006,NULL,NULL,'');
CREATE TABLE judge_memory (
	provider_id INTEGER NOT NULL, 
	"key" VARCHAR NOT NULL, 
	memory TEXT NOT NULL, 
	CONSTRAINT pk_judge_memory PRIMARY KEY (provider_id, "key"), 
	CONSTRAINT fk_judge_memory_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "judge_memory" VALUES(1,'edge	health	home','{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":11.974046366744515,"seen":221.3881389091036},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670431033,"gap_ms":1000,"last_bad_ms":1795670466000,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670431033,"gap_ms":1000,"last_bad_ms":1795670466000,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670431033,"gap_ms":1000,"last_bad_ms":1795670466000,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":20.119627792547668,"seen":20.119627792547668,"nats":0.0,"since_ms":0}},"last_ms":1795670466000,"last_failed":true,"learned":23,"fed_ms":46629},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":2.49645677409863,"results":12},"anchor":{"log":2.49645677409863,"results":12},"shape":[1.1447622303948637e-6,6.567645726738354e-6,-6.273524393010378e-6,2.2555181624856623e-6]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670453998,true],[1795670455045,true],[1795670456007,true],[1795670457053,true],[1795670458023,true],[1795670459993,true],[1795670461001,true],[1795670462021,true],[1795670462997,true],[1795670463990,true],[1795670465013,true],[1795670466000,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":46629,"number":0}');
CREATE TABLE judging (
	id INTEGER NOT NULL, 
	term BIGINT NOT NULL, 
	judged_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_judging PRIMARY KEY (id)
);
INSERT INTO "judging" VALUES(1,1,1795670466111);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795670430533,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:21:06)',1795670466098,'{"version":1,"now_ms":1795670466098,"watched_ms":46629,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670419477},"pool":null}},"pool":null,"case":{"incident":{"id":"dcebac100e","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:21:06)","started_at_ms":1795670430533,"detected_at_ms":1795670442006,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670442006,"stretch_ms":1795670430533,"first_ms":1795670431033,"last_ms":1795670466000,"graded_from_ms":1795670430533,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:21:06)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":45561}},"state":{"provider":"aurora","state":"outage","since_ms":1795670430533,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:21:06)","judged_at_ms":1795670466098},"enrolled":1}');
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
INSERT INTO "result" VALUES(1,1795670418771,1,0,21696,NULL,193025,NULL,12262,NULL,705693,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,878);
INSERT INTO "result" VALUES(1,1795670418989,1,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'the run before it was still going, or waiting for its turn',NULL,NULL,NULL,458);
INSERT INTO "result" VALUES(1,1795670420006,1,0,16870,NULL,213,NULL,3226,NULL,4073,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670421005,1,0,15991,NULL,5496,NULL,3718,NULL,11468,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,29);
INSERT INTO "result" VALUES(1,1795670422001,1,0,11865,NULL,286,NULL,30908,NULL,31768,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,48);
INSERT INTO "result" VALUES(1,1795670422993,1,0,3926,NULL,253,NULL,10814,NULL,11587,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670423990,1,0,1520,NULL,3120,NULL,14578,NULL,18314,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,119);
INSERT INTO "result" VALUES(1,1795670425009,1,0,19684,NULL,201,NULL,23509,NULL,24237,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,26);
INSERT INTO "result" VALUES(1,1795670425991,1,0,2080,NULL,225,NULL,786,NULL,1565,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,4);
INSERT INTO "result" VALUES(1,1795670426993,1,0,4352,NULL,184,NULL,10772,NULL,11456,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670428009,1,0,19879,NULL,227,NULL,11262,NULL,11953,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,40);
INSERT INTO "result" VALUES(1,1795670428990,1,0,1409,NULL,5727,NULL,3957,NULL,10228,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670430013,1,0,23880,NULL,240,NULL,35070,NULL,35789,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,191);
INSERT INTO "result" VALUES(1,1795670431033,1,5,44084,NULL,207,NULL,28802,NULL,43792,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,72);
INSERT INTO "result" VALUES(1,1795670432000,1,5,11264,NULL,183,NULL,24035,NULL,25290,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,34);
INSERT INTO "result" VALUES(1,1795670432990,1,5,976,NULL,232,NULL,322,NULL,33947,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,36);
INSERT INTO "result" VALUES(1,1795670434018,1,5,29497,NULL,236,NULL,23182,NULL,38524,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,51);
INSERT INTO "result" VALUES(1,1795670434997,1,5,7905,NULL,188,NULL,6969,NULL,9344,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670435991,1,5,1873,NULL,9176,NULL,1014,NULL,11341,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670437009,1,5,19908,NULL,11182,NULL,806,NULL,28695,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,44);
INSERT INTO "result" VALUES(1,1795670438097,1,5,107929,NULL,9263,NULL,2777,NULL,31928,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,54);
INSERT INTO "result" VALUES(1,1795670439041,1,5,51885,NULL,245,NULL,171410,NULL,173251,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,196);
INSERT INTO "result" VALUES(1,1795670440011,1,5,21883,NULL,209,NULL,165298,NULL,166676,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,189);
INSERT INTO "result" VALUES(1,1795670440991,1,5,2488,NULL,159,NULL,868,NULL,5379,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670441993,1,5,3851,NULL,200,NULL,11486,NULL,12914,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,69);
INSERT INTO "result" VALUES(1,1795670442991,1,5,2314,NULL,230,NULL,549,NULL,1656,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,4);
INSERT INTO "result" VALUES(1,1795670443990,1,5,588,NULL,2150,NULL,27605,NULL,43728,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,207);
INSERT INTO "result" VALUES(1,1795670444990,1,5,652,NULL,202,NULL,10411,NULL,11719,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670446063,1,5,74152,NULL,289321,NULL,25282,NULL,466684,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,671);
INSERT INTO "result" VALUES(1,1795670447001,1,5,11880,NULL,181,NULL,13661,NULL,15000,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670448038,1,5,49250,NULL,183,NULL,41579,NULL,285411,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,294);
INSERT INTO "result" VALUES(1,1795670449021,1,5,31850,NULL,244,NULL,15066,NULL,40035,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,64);
INSERT INTO "result" VALUES(1,1795670449993,1,5,3925,NULL,223,NULL,180183,NULL,181579,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,189);
INSERT INTO "result" VALUES(1,1795670450997,1,5,8571,NULL,10101,NULL,156,NULL,91935,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,106);
INSERT INTO "result" VALUES(1,1795670452108,1,5,118826,NULL,364708,NULL,4759,NULL,385273,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,489);
INSERT INTO "result" VALUES(1,1795670452990,1,5,1009,NULL,62203,NULL,55740,NULL,119456,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,123);
INSERT INTO "result" VALUES(1,1795670453998,1,5,9417,NULL,4066,NULL,0,NULL,94491,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,142);
INSERT INTO "result" VALUES(1,1795670455045,1,5,55893,NULL,194,NULL,3228,NULL,44077,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,53);
INSERT INTO "result" VALUES(1,1795670456007,1,5,18400,NULL,221,NULL,11264,NULL,277986,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,282);
INSERT INTO "result" VALUES(1,1795670457053,1,5,63942,NULL,198,NULL,2368,NULL,15935,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670458023,1,5,33857,NULL,193,NULL,30818,NULL,37136,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,82);
INSERT INTO "result" VALUES(1,1795670458989,1,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'the machine was asleep or too busy to start it in time',NULL,NULL,NULL,1060);
INSERT INTO "result" VALUES(1,1795670459993,1,5,4378,NULL,267,NULL,14708,NULL,19353,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,55);
INSERT INTO "result" VALUES(1,1795670461001,1,5,11902,NULL,196,NULL,4493,NULL,5769,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670462021,1,5,31926,NULL,207,NULL,47231,NULL,48654,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,56);
INSERT INTO "result" VALUES(1,1795670462997,1,5,7899,NULL,215,NULL,3232,NULL,4587,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,10);
INSERT INTO "result" VALUES(1,1795670463990,1,5,1255,NULL,9129,NULL,504,NULL,10787,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670465013,1,5,23861,NULL,571,NULL,0,NULL,16514,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,163);
INSERT INTO "result" VALUES(1,1795670466000,1,5,10702,NULL,4543,NULL,91902,NULL,97813,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,111);
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
INSERT INTO "state_change" VALUES(1,1,1795670418989,NULL,'unknown',1795670418989,'no result yet',NULL);
INSERT INTO "state_change" VALUES(2,1,1795670419477,'unknown','operational',1795670419477,'answers as usual',NULL);
INSERT INTO "state_change" VALUES(3,1,1795670442006,'operational','outage',1795670430533,'12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:20:41)',NULL);
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
INSERT INTO "transition" VALUES(1,'dcebac100e',1795670442006,'opened','outage','outage','errors','12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 05:20:30 UTC (seen 05:20:31 to 05:20:41)',1795670430533,1795670442006,NULL,NULL,NULL,'');
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
INSERT INTO "vantage_probe" VALUES(1,1,1795670417583,989);
CREATE TABLE vantage_provider (
	vantage_id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	registered_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_vantage_provider PRIMARY KEY (vantage_id, provider_id), 
	CONSTRAINT fk_vantage_provider_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_provider_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "vantage_provider" VALUES(1,1,1795670417583);
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
	probes INTEGER NOT NULL, is_judge BOOLEAN, clock VARCHAR, 
	CONSTRAINT pk_worker PRIMARY KEY (vantage_id, host, pid), 
	CONSTRAINT fk_worker_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id)
);
INSERT INTO "worker" VALUES(1,'here',7781,'0.1.0',1795670415333,1795670466339,1795670466339,'/etc/brownout/probes.yaml',NULL,10.702,1,1,'kernel');
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
