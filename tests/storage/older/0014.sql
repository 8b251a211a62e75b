BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0014');
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
INSERT INTO "incident" VALUES('7e7e764902',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:20)',1795670110499,1795670121001,NULL,NULL,'');
CREATE TABLE judging (
	id INTEGER NOT NULL, 
	term BIGINT NOT NULL, 
	judged_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_judging PRIMARY KEY (id)
);
INSERT INTO "judging" VALUES(1,1,1795670145029);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795670110499,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:44)',1795670145022,'{"version":1,"now_ms":1795670145022,"watched_ms":45629,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670099393},"probes":{"health\thome":{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670110991,"gap_ms":984,"last_bad_ms":1795670144990,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670110991,"gap_ms":984,"last_bad_ms":1795670144990,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670110991,"gap_ms":984,"last_bad_ms":1795670144990,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795670144990,"last_failed":true,"learned":22,"fed_ms":45629},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":2.2118304893049023,"results":8},"anchor":{"log":2.2118304893049023,"results":8},"shape":[-3.893723031836623e-06,-1.9617311322230476e-05,1.84838904174258e-05,-7.638437358810186e-06]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670133997,true],[1795670135000,true],[1795670136021,true],[1795670136996,true],[1795670138032,true],[1795670138994,true],[1795670139995,true],[1795670141006,true],[1795670142002,true],[1795670142997,true],[1795670144001,true],[1795670144990,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":45629}},"pool":null}},"pool":null,"case":{"incident":{"id":"7e7e764902","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:44)","started_at_ms":1795670110499,"detected_at_ms":1795670121001,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670121001,"stretch_ms":1795670110499,"first_ms":1795670110991,"last_ms":1795670144990,"graded_from_ms":1795670110499,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:44)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44616}},"state":{"provider":"aurora","state":"outage","since_ms":1795670110499,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:44)","judged_at_ms":1795670145022}}');
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
INSERT INTO "result" VALUES(1,1795670099156,1,0,3516,NULL,8978,NULL,19242,NULL,236698,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,250);
INSERT INTO "result" VALUES(1,1795670100070,1,0,80703,NULL,16149,NULL,0,NULL,17248,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,25);
INSERT INTO "result" VALUES(1,1795670101001,1,0,12247,NULL,2875,NULL,11867,NULL,25381,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,44);
INSERT INTO "result" VALUES(1,1795670102001,1,0,11563,NULL,190,NULL,200748,NULL,201485,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,218);
INSERT INTO "result" VALUES(1,1795670102992,1,0,2322,NULL,3562,NULL,0,NULL,12536,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,26);
INSERT INTO "result" VALUES(1,1795670104001,1,0,11943,NULL,541,NULL,438,NULL,1559,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,43);
INSERT INTO "result" VALUES(1,1795670104994,1,0,5499,NULL,951,NULL,515,NULL,2008,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670105999,1,0,10512,NULL,536,NULL,0,NULL,2723,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670106999,1,0,10050,NULL,1980,NULL,0,NULL,3076,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670107990,1,0,814,NULL,7979,NULL,6282,NULL,14812,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670108993,1,0,3863,NULL,196,NULL,20443,NULL,21113,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,29);
INSERT INTO "result" VALUES(1,1795670110007,1,0,17733,NULL,13607,NULL,1930,NULL,16121,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,53);
INSERT INTO "result" VALUES(1,1795670110991,1,5,1876,NULL,506,NULL,124794,NULL,126542,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,132);
INSERT INTO "result" VALUES(1,1795670112001,1,5,11866,NULL,163,NULL,30693,NULL,37476,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,41);
INSERT INTO "result" VALUES(1,1795670112996,1,5,7005,NULL,194,NULL,1682,NULL,12825,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670114005,1,5,15598,NULL,3265,NULL,0,NULL,9614,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,11);
INSERT INTO "result" VALUES(1,1795670115001,1,5,11626,NULL,169,NULL,7321,NULL,9453,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,26);
INSERT INTO "result" VALUES(1,1795670116002,1,5,13344,NULL,148,NULL,3805,NULL,5074,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,11);
INSERT INTO "result" VALUES(1,1795670116993,1,5,3870,NULL,172,NULL,4118,NULL,24027,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,25);
INSERT INTO "result" VALUES(1,1795670118003,1,5,13884,NULL,151,NULL,13546,NULL,15327,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,23);
INSERT INTO "result" VALUES(1,1795670118993,1,5,3889,NULL,8114,NULL,12822,NULL,34606,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,36);
INSERT INTO "result" VALUES(1,1795670119992,1,5,2785,NULL,226,NULL,20101,NULL,21539,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,23);
INSERT INTO "result" VALUES(1,1795670120990,1,5,1423,NULL,407,NULL,9335,NULL,11332,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670121990,1,5,1504,NULL,192,NULL,10854,NULL,12360,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,69);
INSERT INTO "result" VALUES(1,1795670123011,1,5,22504,NULL,159,NULL,12535,NULL,21380,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,38);
INSERT INTO "result" VALUES(1,1795670123993,1,5,3762,NULL,1858,NULL,492,NULL,3561,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670125025,1,5,36516,NULL,194,NULL,20238,NULL,36739,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,72);
INSERT INTO "result" VALUES(1,1795670125997,1,5,8359,NULL,182,NULL,14609,NULL,27593,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,44);
INSERT INTO "result" VALUES(1,1795670126990,1,5,1535,NULL,191,NULL,30190,NULL,31541,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,34);
INSERT INTO "result" VALUES(1,1795670128025,1,5,35841,NULL,153,NULL,39154,NULL,60719,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,80);
INSERT INTO "result" VALUES(1,1795670128994,1,5,4830,NULL,184,NULL,10370,NULL,39057,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,83);
INSERT INTO "result" VALUES(1,1795670130025,1,5,35891,NULL,173,NULL,93463,NULL,94880,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,188);
INSERT INTO "result" VALUES(1,1795670130993,1,5,3829,NULL,3583,NULL,5431,NULL,10702,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670131990,1,5,618,NULL,752,NULL,4704,NULL,6758,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,10);
INSERT INTO "result" VALUES(1,1795670132994,1,5,5026,NULL,178,NULL,9945,NULL,14468,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,23);
INSERT INTO "result" VALUES(1,1795670133997,1,5,7911,NULL,214,NULL,19112,NULL,21801,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670135000,1,5,10645,NULL,174,NULL,23991,NULL,26542,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,34);
INSERT INTO "result" VALUES(1,1795670136021,1,5,32431,NULL,474,NULL,2260,NULL,3867,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,21);
INSERT INTO "result" VALUES(1,1795670136996,1,5,6801,NULL,1558,NULL,5243,NULL,32872,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,42);
INSERT INTO "result" VALUES(1,1795670138032,1,5,43436,NULL,7622,NULL,8547,NULL,39135,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,147);
INSERT INTO "result" VALUES(1,1795670138994,1,5,5468,NULL,154,NULL,21547,NULL,24523,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,33);
INSERT INTO "result" VALUES(1,1795670139995,1,5,6034,NULL,170,NULL,8915,NULL,10651,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,18);
INSERT INTO "result" VALUES(1,1795670141006,1,5,17440,NULL,163,NULL,20153,NULL,22320,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,40);
INSERT INTO "result" VALUES(1,1795670142002,1,5,12688,NULL,156,NULL,579,NULL,7151,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670142997,1,5,8102,NULL,169,NULL,2971,NULL,9828,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,26);
INSERT INTO "result" VALUES(1,1795670144001,1,5,12344,NULL,2703,NULL,0,NULL,7745,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,10);
INSERT INTO "result" VALUES(1,1795670144990,1,5,1222,NULL,410,NULL,1389,NULL,31650,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,39);
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
INSERT INTO "state_change" VALUES(1,1,1795670099393,NULL,'operational',1795670099393,'answers as usual',NULL);
INSERT INTO "state_change" VALUES(2,1,1795670121001,'operational','outage',1795670110499,'11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:20)',NULL);
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
INSERT INTO "transition" VALUES(1,'7e7e764902',1795670121001,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:15:10 UTC (seen 05:15:10 to 05:15:20)',1795670110499,1795670121001,NULL,NULL,NULL,'');
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
INSERT INTO "vantage_probe" VALUES(1,1,1795670097996,989);
CREATE TABLE vantage_provider (
	vantage_id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	registered_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_vantage_provider PRIMARY KEY (vantage_id, provider_id), 
	CONSTRAINT fk_vantage_provider_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_provider_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "vantage_provider" VALUES(1,1,1795670097996);
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
INSERT INTO "worker" VALUES(1,'here',2887,'0.1.0',1795670096253,1795670145061,1795670145061,'/etc/brownout/probes.yaml',NULL,1.222,1,1,'kernel');
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
