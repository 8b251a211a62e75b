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
INSERT INTO "incident" VALUES('f71c860b45',1,'api','outage','outage','errors','12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:13)',1795670222513,1795670234017,NULL,NULL,'');
CREATE TABLE judging (
	id INTEGER NOT NULL, 
	term BIGINT NOT NULL, 
	judged_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_judging PRIMARY KEY (id)
);
INSERT INTO "judging" VALUES(1,1,1795670256994);
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
INSERT INTO "provider_state" VALUES(1,'outage',1795670222513,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:36)',1795670256993,'{"version":1,"now_ms":1795670256993,"watched_ms":45554,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670211439},"probes":{"health\thome":{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":11.974046366744515,"seen":221.3881389091036},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670223013,"gap_ms":1000,"last_bad_ms":1795670256991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670223013,"gap_ms":1000,"last_bad_ms":1795670256991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670223013,"gap_ms":1000,"last_bad_ms":1795670256991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":20.119627792547668,"seen":20.119627792547668,"nats":0.0,"since_ms":0}},"last_ms":1795670256991,"last_failed":true,"learned":23,"fed_ms":45554},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":1.5384992527717125,"results":7},"anchor":{"log":1.5384992527717125,"results":7},"shape":[2.4888932418629605e-06,1.3098976321484374e-05,-1.2404143806696215e-05,4.890292838907089e-06]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670245990,true],[1795670246991,true],[1795670247996,true],[1795670248990,true],[1795670249993,true],[1795670250991,true],[1795670252003,true],[1795670253008,true],[1795670253994,true],[1795670254991,true],[1795670255993,true],[1795670256991,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":45554}},"pool":null}},"pool":null,"case":{"incident":{"id":"f71c860b45","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:36)","started_at_ms":1795670222513,"detected_at_ms":1795670234017,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670234017,"stretch_ms":1795670222513,"first_ms":1795670223013,"last_ms":1795670256991,"graded_from_ms":1795670222513,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:36)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44556}},"state":{"provider":"aurora","state":"outage","since_ms":1795670222513,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:36)","judged_at_ms":1795670256993}}');
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
INSERT INTO "result" VALUES(1,1795670211313,1,0,22026,NULL,21005,NULL,0,NULL,126355,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,146);
INSERT INTO "result" VALUES(1,1795670211992,1,0,3286,NULL,5792,NULL,0,NULL,6867,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,43);
INSERT INTO "result" VALUES(1,1795670213017,1,0,27957,NULL,234,NULL,5851,NULL,6711,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,9);
INSERT INTO "result" VALUES(1,1795670213990,1,0,1134,NULL,5939,NULL,4271,NULL,10871,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,37);
INSERT INTO "result" VALUES(1,1795670214997,1,0,7994,NULL,188,NULL,701,NULL,1408,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670215990,1,0,1155,NULL,6155,NULL,0,NULL,7091,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,23);
INSERT INTO "result" VALUES(1,1795670216997,1,0,8332,NULL,202,NULL,14747,NULL,15482,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,47);
INSERT INTO "result" VALUES(1,1795670218017,1,0,27953,NULL,303,NULL,11620,NULL,31597,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,36);
INSERT INTO "result" VALUES(1,1795670219005,1,0,16063,NULL,195,NULL,3535,NULL,4195,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670219993,1,0,3907,NULL,4435,NULL,0,NULL,7729,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,12);
INSERT INTO "result" VALUES(1,1795670220996,1,0,7049,NULL,197,NULL,7819,NULL,8590,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670221990,1,0,1207,NULL,9970,NULL,0,NULL,15000,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670223013,1,5,24225,NULL,204,NULL,2852,NULL,39783,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,132);
INSERT INTO "result" VALUES(1,1795670223997,1,5,7620,NULL,180,NULL,7599,NULL,8950,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670224993,1,5,3888,NULL,203,NULL,276,NULL,2889,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,4);
INSERT INTO "result" VALUES(1,1795670225990,1,5,1374,NULL,223,NULL,1472,NULL,10442,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670226990,1,5,1434,NULL,402,NULL,418,NULL,2284,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670227991,1,5,2075,NULL,990,NULL,17748,NULL,37775,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,51);
INSERT INTO "result" VALUES(1,1795670228990,1,5,1423,NULL,172,NULL,11547,NULL,40928,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,43);
INSERT INTO "result" VALUES(1,1795670230005,1,5,16181,NULL,11710,NULL,1130,NULL,17167,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670230991,1,5,1950,NULL,5485,NULL,0,NULL,6843,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,9);
INSERT INTO "result" VALUES(1,1795670231991,1,5,2343,NULL,206,NULL,544,NULL,5629,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,10);
INSERT INTO "result" VALUES(1,1795670233001,1,5,11888,NULL,3295,NULL,0,NULL,4686,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,6);
INSERT INTO "result" VALUES(1,1795670233991,1,5,1911,NULL,210,NULL,9077,NULL,26271,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,42);
INSERT INTO "result" VALUES(1,1795670234990,1,5,1359,NULL,487,NULL,1126,NULL,26509,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,28);
INSERT INTO "result" VALUES(1,1795670235993,1,5,4535,NULL,2531,NULL,1378,NULL,18015,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670236990,1,5,876,NULL,206,NULL,2217,NULL,3470,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,7);
INSERT INTO "result" VALUES(1,1795670237996,1,5,7497,NULL,181,NULL,31656,NULL,33082,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,35);
INSERT INTO "result" VALUES(1,1795670238997,1,5,7842,NULL,172,NULL,622,NULL,12119,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,20);
INSERT INTO "result" VALUES(1,1795670239991,1,5,1598,NULL,200,NULL,4966,NULL,6314,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670240990,1,5,1529,NULL,1956,NULL,4031,NULL,14453,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670241993,1,5,3918,NULL,173,NULL,7015,NULL,15213,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,20);
INSERT INTO "result" VALUES(1,1795670243009,1,5,19858,NULL,190,NULL,311,NULL,13615,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670244001,1,5,11919,NULL,3278,NULL,15983,NULL,46691,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,73);
INSERT INTO "result" VALUES(1,1795670245009,1,5,20408,NULL,185,NULL,7489,NULL,12403,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,41);
INSERT INTO "result" VALUES(1,1795670245990,1,5,739,NULL,168,NULL,627,NULL,1795,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,3);
INSERT INTO "result" VALUES(1,1795670246991,1,5,1604,NULL,182,NULL,17355,NULL,18724,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670247996,1,5,6668,NULL,8855,NULL,576,NULL,13178,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670248990,1,5,621,NULL,518,NULL,0,NULL,1701,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,4);
INSERT INTO "result" VALUES(1,1795670249993,1,5,4069,NULL,177,NULL,16603,NULL,17875,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,28);
INSERT INTO "result" VALUES(1,1795670250991,1,5,1857,NULL,210,NULL,13223,NULL,17292,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,34);
INSERT INTO "result" VALUES(1,1795670252003,1,5,13847,NULL,205,NULL,29138,NULL,34007,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,46);
INSERT INTO "result" VALUES(1,1795670253008,1,5,18850,NULL,237,NULL,4041,NULL,5354,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,21);
INSERT INTO "result" VALUES(1,1795670253994,1,5,5380,NULL,212,NULL,343,NULL,20230,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,29);
INSERT INTO "result" VALUES(1,1795670254991,1,5,2062,NULL,200,NULL,1268,NULL,15439,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670255993,1,5,3907,NULL,537,NULL,0,NULL,1887,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,8);
INSERT INTO "result" VALUES(1,1795670256991,1,5,1599,NULL,888,NULL,0,NULL,2407,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,3);
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
INSERT INTO "state_change" VALUES(1,1,1795670211439,NULL,'operational',1795670211439,'answers as usual',NULL);
INSERT INTO "state_change" VALUES(2,1,1795670234017,'operational','outage',1795670222513,'12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:13)',NULL);
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
INSERT INTO "transition" VALUES(1,'f71c860b45',1795670234017,'opened','outage','outage','errors','12 of the last 12 reachability checks failed with server errors (usually 0.5 %), since 05:17:02 UTC (seen 05:17:03 to 05:17:13)',1795670222513,1795670234017,NULL,NULL,NULL,'');
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
INSERT INTO "vantage_probe" VALUES(1,1,1795670210150,989);
CREATE TABLE vantage_provider (
	vantage_id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	registered_at_ms BIGINT NOT NULL, 
	CONSTRAINT pk_vantage_provider PRIMARY KEY (vantage_id, provider_id), 
	CONSTRAINT fk_vantage_provider_vantage_id FOREIGN KEY(vantage_id) REFERENCES vantage (id), 
	CONSTRAINT fk_vantage_provider_provider_id FOREIGN KEY(provider_id) REFERENCES provider (id)
);
INSERT INTO "vantage_provider" VALUES(1,1,1795670210150);
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
INSERT INTO "worker" VALUES(1,'here',5059,'0.1.0',1795670209054,1795670257041,1795670257041,'/etc/brownout/probes.yaml',NULL,1.599,1);
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
