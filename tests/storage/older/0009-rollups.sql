BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0009');
CREATE TABLE closed_hour (
	probe_id INTEGER NOT NULL, 
	start_ms BIGINT NOT NULL, 
	vantage_id INTEGER NOT NULL, 
	starts BLOB NOT NULL, 
	CONSTRAINT pk_closed_hour PRIMARY KEY (probe_id, start_ms, vantage_id)
)
 WITHOUT ROWID

;
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
INSERT INTO "incident" VALUES('46f3cedf0b',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:15:15 UTC (seen 05:15:16 to 05:15:25)',1795670115513,1795670126010,NULL,NULL,'');
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
INSERT INTO "provider_state" VALUES(1,'outage',1795670115513,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:15 UTC (seen 05:15:16 to 05:15:49)',1795670150017,'{"version":1,"now_ms":1795670150017,"watched_ms":46028,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670104310},"probes":{"health\thome":{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670116001,"gap_ms":976,"last_bad_ms":1795670149997,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670116001,"gap_ms":976,"last_bad_ms":1795670149997,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670116001,"gap_ms":976,"last_bad_ms":1795670149997,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795670149997,"last_failed":true,"learned":22,"fed_ms":46028},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":0.3259364076517826,"results":10},"anchor":{"log":0.3259364076517826,"results":10},"shape":[9.724845866910141e-06,4.9045157803753045e-05,-4.6217099961905386e-05,1.9078265005812626e-05]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670139007,true],[1795670139997,true],[1795670140994,true],[1795670141994,true],[1795670142993,true],[1795670143997,true],[1795670145001,true],[1795670145991,true],[1795670146990,true],[1795670148005,true],[1795670148993,true],[1795670149997,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":46028}},"pool":null}},"pool":null,"case":{"incident":{"id":"46f3cedf0b","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:15 UTC (seen 05:15:16 to 05:15:49)","started_at_ms":1795670115513,"detected_at_ms":1795670126010,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670126010,"stretch_ms":1795670115513,"first_ms":1795670116001,"last_ms":1795670149997,"graded_from_ms":1795670115513,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:15 UTC (seen 05:15:16 to 05:15:49)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":45007}},"state":{"provider":"aurora","state":"outage","since_ms":1795670115513,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:15:15 UTC (seen 05:15:16 to 05:15:49)","judged_at_ms":1795670150017}}');
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
INSERT INTO "result" VALUES(1,1795670103973,1,0,9908,NULL,17510,NULL,725,NULL,336973,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,355);
INSERT INTO "result" VALUES(1,1795670103989,1,1,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,'the run before it was still going',NULL,NULL,NULL,322);
INSERT INTO "result" VALUES(1,1795670104993,1,0,3952,NULL,1951,NULL,0,NULL,3928,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670105997,1,0,8478,NULL,1543,NULL,491,NULL,4934,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,12);
INSERT INTO "result" VALUES(1,1795670106997,1,0,7775,NULL,3498,NULL,810,NULL,5011,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670107993,1,0,4032,NULL,196,NULL,30819,NULL,31514,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670109003,1,0,14471,NULL,2930,NULL,13469,NULL,21179,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,38);
INSERT INTO "result" VALUES(1,1795670109995,1,0,6128,NULL,192,NULL,8260,NULL,8942,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,43);
INSERT INTO "result" VALUES(1,1795670111001,1,0,12175,NULL,7369,NULL,255231,NULL,263256,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,271);
INSERT INTO "result" VALUES(1,1795670112003,1,0,14262,NULL,3378,NULL,715,NULL,17353,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670112994,1,0,4832,NULL,188,NULL,17185,NULL,17828,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,47);
INSERT INTO "result" VALUES(1,1795670114001,1,0,12249,NULL,3403,NULL,0,NULL,7017,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670115025,1,0,35927,NULL,686,NULL,532,NULL,3872,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,11);
INSERT INTO "result" VALUES(1,1795670116001,1,5,12043,NULL,161,NULL,3468,NULL,4697,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,12);
INSERT INTO "result" VALUES(1,1795670116998,1,5,9364,NULL,390,NULL,1623,NULL,3115,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,5);
INSERT INTO "result" VALUES(1,1795670117993,1,5,3860,NULL,167,NULL,8425,NULL,10821,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,35);
INSERT INTO "result" VALUES(1,1795670119002,1,5,13343,NULL,237,NULL,9752,NULL,11086,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670119990,1,5,1502,NULL,5632,NULL,0,NULL,6970,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,9);
INSERT INTO "result" VALUES(1,1795670120997,1,5,7828,NULL,166,NULL,3628,NULL,6086,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,12);
INSERT INTO "result" VALUES(1,1795670122004,1,5,15062,NULL,18510,NULL,0,NULL,168077,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,182);
INSERT INTO "result" VALUES(1,1795670123003,1,5,14512,NULL,183,NULL,20385,NULL,61369,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,63);
INSERT INTO "result" VALUES(1,1795670123990,1,5,1024,NULL,238,NULL,314,NULL,2528,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670125028,1,5,39023,NULL,220,NULL,18880,NULL,301962,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,312);
INSERT INTO "result" VALUES(1,1795670125995,1,5,6371,NULL,217,NULL,4599,NULL,14564,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,31);
INSERT INTO "result" VALUES(1,1795670127001,1,5,11904,NULL,205,NULL,19403,NULL,29144,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,30);
INSERT INTO "result" VALUES(1,1795670128058,1,5,69223,NULL,237,NULL,13766,NULL,34627,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,83);
INSERT INTO "result" VALUES(1,1795670128991,1,5,702,NULL,27669,NULL,0,NULL,29612,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,38);
INSERT INTO "result" VALUES(1,1795670129990,1,5,1479,NULL,797,NULL,6808,NULL,14736,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,51);
INSERT INTO "result" VALUES(1,1795670130993,1,5,3819,NULL,3570,NULL,5996,NULL,10554,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670131993,1,5,3834,NULL,234,NULL,482,NULL,2440,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670132990,1,5,1350,NULL,553,NULL,0,NULL,1980,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670133998,1,5,9331,NULL,163,NULL,13929,NULL,19169,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670134993,1,5,3848,NULL,177,NULL,28883,NULL,31929,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670135990,1,5,817,NULL,187,NULL,30279,NULL,78556,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,85);
INSERT INTO "result" VALUES(1,1795670136991,1,5,2250,NULL,185,NULL,25597,NULL,62522,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,78);
INSERT INTO "result" VALUES(1,1795670138004,1,5,14657,NULL,441,NULL,44078,NULL,46484,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,69);
INSERT INTO "result" VALUES(1,1795670139007,1,5,17694,NULL,167,NULL,10645,NULL,18286,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,82);
INSERT INTO "result" VALUES(1,1795670139997,1,5,7973,NULL,3202,NULL,4293,NULL,9850,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,36);
INSERT INTO "result" VALUES(1,1795670140994,1,5,4677,NULL,183,NULL,15637,NULL,17003,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670141994,1,5,5073,NULL,5795,NULL,437,NULL,9363,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670142993,1,5,3904,NULL,195,NULL,4826,NULL,8481,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670143997,1,5,7972,NULL,194,NULL,1714,NULL,3049,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,6);
INSERT INTO "result" VALUES(1,1795670145001,1,5,11943,NULL,537,NULL,6485,NULL,8125,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,26);
INSERT INTO "result" VALUES(1,1795670145991,1,5,2118,NULL,210,NULL,2781,NULL,4063,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670146990,1,5,1189,NULL,192,NULL,9019,NULL,10476,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670148005,1,5,15863,NULL,188,NULL,6025,NULL,7460,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670148993,1,5,3866,NULL,489,NULL,413,NULL,3085,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670149997,1,5,7984,NULL,173,NULL,11695,NULL,20404,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,24);
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
INSERT INTO "transition" VALUES(1,'46f3cedf0b',1795670126010,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:15:15 UTC (seen 05:15:16 to 05:15:25)',1795670115513,1795670126010,NULL,NULL,NULL,'');
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
INSERT INTO "worker" VALUES(1,'here',3086,'0.1.0',1795670102889,1795670150061,1795670150061,'/etc/brownout/probes.yaml',NULL,7.984,1);
CREATE INDEX ix_result_failed ON result (probe_id, started_at_ms, vantage_id, outcome) WHERE outcome > 1;
CREATE INDEX ix_incident_provider_id ON incident (provider_id);
CREATE INDEX ix_incident_started_at_ms ON incident (started_at_ms);
CREATE UNIQUE INDEX uq_incident_open ON incident (provider_id, scope) WHERE closed_at_ms IS NULL;
CREATE INDEX ix_probe_provider_id ON probe (provider_id);
CREATE INDEX ix_transition_unannounced ON transition (at_ms) WHERE announced_at_ms IS NULL;
CREATE INDEX ix_official_incident_started_at_ms ON official_incident (started_at_ms);
CREATE INDEX ix_maintenance_starts_at_ms ON maintenance (starts_at_ms);
CREATE INDEX ix_rollup_series_vantage_id ON rollup_series (vantage_id);
COMMIT;
