BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0011');
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
INSERT INTO "incident" VALUES('8b5d5b2969',1,'api','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:20)',1795670049492,1795670060008,NULL,NULL,'');
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
INSERT INTO "provider_state" VALUES(1,'outage',1795670049492,'35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:43)',1795670084025,'{"version":1,"now_ms":1795670084025,"watched_ms":45091,"swept_ms":0,"has_decided":true,"scopes":{"api":{"surfaces":{"edge":{"budget":{"tokens":90.0,"at_ms":1795670038934},"probes":{"health\thome":{"probe":"health","vantage":"home","surface":"edge","every_s":1.0,"stream":{"usual":{"failures":{"bad":10.977705601945162,"seen":220.46162611780952},"wrong":{"bad":5.976043951147761,"seen":211.17948946437963},"slow_streams":{"bad":4.0,"seen":200.0},"slowness":[176.0,16.0,6.0,2.0],"wrong_ceiling":0.08},"weights":{"bad":[5.19295685089021,4.248495242049359,2.995732273553991,2.302585092994046,0.0,3.5553480614894135],"good":[-2.2975725511705014,-0.4257703742689099,-0.10034797383428198,-0.32621573645402385,0.0,-1.1837700970084164],"slowness":[-1.1451323043030024,1.6094379124341003,1.9924301646902063,2.302585092994046],"usual":{"failure":0.005,"quality":0.03,"latency":0.12,"throughput":0.02}},"rows":[{"nats":181.75348978115727,"first_ms":1795670049992,"gap_ms":1000,"last_bad_ms":1795670083991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":23.275432031853704,"first_ms":1795670049992,"gap_ms":1000,"last_bad_ms":1795670083991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":2.995732273553991,"first_ms":1795670049992,"gap_ms":1000,"last_bad_ms":1795670083991,"results":35,"bad":35,"log_sum":0.0,"usual":0.004716401804538378,"outcomes":{"server_error":35},"sources":{"health\thome":35},"surfaces":{"edge":35}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}},{"nats":0.0,"first_ms":0,"gap_ms":0,"last_bad_ms":0,"results":0,"bad":0,"log_sum":0.0,"usual":0.0,"outcomes":{},"sources":{},"surfaces":{}}],"recoveries":{"failure":{"bad":19.954445963987727,"seen":19.954445963987727,"nats":0.0,"since_ms":0}},"last_ms":1795670083991,"last_failed":true,"learned":22,"fed_ms":45091},"model":null,"region":null,"typical":{"signal":"ttfb","latency":{"median":{"log":2.7383662581620127,"results":12},"anchor":{"log":2.7383662581620127,"results":12},"shape":[-2.9862460348644875e-05,-0.0001469973877719739,0.00013810976092345334,-5.8529378410339936e-05]},"speed":{"median":{"log":0.0,"results":0},"anchor":{"log":0.0,"results":0},"shape":[0.0,0.0,0.0,0.0]}},"recent":[[1795670073005,true],[1795670074005,true],[1795670074998,true],[1795670076014,true],[1795670076997,true],[1795670077994,true],[1795670079001,true],[1795670080014,true],[1795670080990,true],[1795670081990,true],[1795670083003,true],[1795670083991,true]],"account":null,"is_suspect":true,"is_extra":false,"heard_ms":45091}},"pool":null}},"pool":null,"case":{"incident":{"id":"8b5d5b2969","provider":"aurora","scope":"api","state":"outage","worst":"outage","facets":["errors"],"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:43)","started_at_ms":1795670049492,"detected_at_ms":1795670060008,"ended_at_ms":null,"closed_at_ms":null,"extent":""},"opened_ms":1795670060008,"stretch_ms":1795670049492,"first_ms":1795670049992,"last_ms":1795670083991,"graded_from_ms":1795670049492,"sources":["health\thome"],"clauses":{"errors":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %)"},"what":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:43)"}}},"sights":{"home":{"blind":null,"doubts":0,"heard_ms":44186}},"state":{"provider":"aurora","state":"outage","since_ms":1795670049492,"sentence":"35 of the last 35 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:43)","judged_at_ms":1795670084025}}');
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
INSERT INTO "result" VALUES(1,1795670038579,1,0,2317,NULL,325,NULL,102730,NULL,355151,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,391);
INSERT INTO "result" VALUES(1,1795670039003,1,0,13823,NULL,241,NULL,9190,NULL,14456,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,24);
INSERT INTO "result" VALUES(1,1795670040019,1,0,30326,NULL,187,NULL,12505,NULL,13284,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,25);
INSERT INTO "result" VALUES(1,1795670040990,1,0,1262,NULL,5021,NULL,1346,NULL,7056,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,43);
INSERT INTO "result" VALUES(1,1795670041997,1,0,8272,NULL,184,NULL,4134,NULL,7669,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,16);
INSERT INTO "result" VALUES(1,1795670042993,1,0,3861,NULL,186,NULL,15077,NULL,15768,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,33);
INSERT INTO "result" VALUES(1,1795670043994,1,0,5301,NULL,186,NULL,37510,NULL,38223,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,51);
INSERT INTO "result" VALUES(1,1795670044999,1,0,9571,NULL,231,NULL,308,NULL,1088,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,5);
INSERT INTO "result" VALUES(1,1795670045990,1,0,748,NULL,431,NULL,5460,NULL,6388,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670046992,1,0,2693,NULL,458,NULL,429,NULL,1375,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,2);
INSERT INTO "result" VALUES(1,1795670047996,1,0,6610,NULL,175,NULL,3316,NULL,4063,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,5);
INSERT INTO "result" VALUES(1,1795670048990,1,0,1332,NULL,4041,NULL,1764,NULL,6359,NULL,NULL,200,NULL,NULL,NULL,NULL,0,NULL,'[["status","2xx","200",true]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670049992,1,5,3444,NULL,178,NULL,3475,NULL,8380,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,14);
INSERT INTO "result" VALUES(1,1795670050990,1,5,922,NULL,4836,NULL,0,NULL,8173,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670051998,1,5,9405,NULL,533,NULL,5507,NULL,7117,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,9);
INSERT INTO "result" VALUES(1,1795670052992,1,5,3419,NULL,3596,NULL,1243,NULL,5950,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,9);
INSERT INTO "result" VALUES(1,1795670053993,1,5,4493,NULL,247,NULL,15569,NULL,16982,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670055017,1,5,27738,NULL,12696,NULL,0,NULL,20600,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,31);
INSERT INTO "result" VALUES(1,1795670055996,1,5,7329,NULL,7397,NULL,0,NULL,10276,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,33);
INSERT INTO "result" VALUES(1,1795670056997,1,5,8159,NULL,203,NULL,870,NULL,37018,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,41);
INSERT INTO "result" VALUES(1,1795670057993,1,5,3778,NULL,176,NULL,14440,NULL,15830,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,19);
INSERT INTO "result" VALUES(1,1795670058998,1,5,8606,NULL,15856,NULL,297,NULL,30512,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670060003,1,5,13700,NULL,203,NULL,268,NULL,4504,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,22);
INSERT INTO "result" VALUES(1,1795670060991,1,5,1857,NULL,171,NULL,11662,NULL,15447,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,20);
INSERT INTO "result" VALUES(1,1795670061991,1,5,1773,NULL,9862,NULL,445,NULL,13386,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,15);
INSERT INTO "result" VALUES(1,1795670062992,1,5,2960,NULL,452,NULL,408,NULL,16005,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,17);
INSERT INTO "result" VALUES(1,1795670063991,1,5,2003,NULL,5306,NULL,410,NULL,13761,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,32);
INSERT INTO "result" VALUES(1,1795670065013,1,5,23648,NULL,7381,NULL,1659,NULL,38216,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,47);
INSERT INTO "result" VALUES(1,1795670066097,1,5,107914,NULL,162,NULL,15922,NULL,17250,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,20);
INSERT INTO "result" VALUES(1,1795670066990,1,5,1366,NULL,177,NULL,6225,NULL,7400,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,18);
INSERT INTO "result" VALUES(1,1795670067997,1,5,8183,NULL,187,NULL,36839,NULL,38449,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,58);
INSERT INTO "result" VALUES(1,1795670068993,1,5,3861,NULL,222,NULL,406,NULL,16036,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,46);
INSERT INTO "result" VALUES(1,1795670070000,1,5,10829,NULL,8783,NULL,734,NULL,17374,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,25);
INSERT INTO "result" VALUES(1,1795670071001,1,5,11814,NULL,404,NULL,580,NULL,12237,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,13);
INSERT INTO "result" VALUES(1,1795670072023,1,5,33691,NULL,180,NULL,20990,NULL,52231,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,93);
INSERT INTO "result" VALUES(1,1795670073005,1,5,16468,NULL,680,NULL,0,NULL,1934,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,3);
INSERT INTO "result" VALUES(1,1795670074005,1,5,16553,NULL,20195,NULL,21306,NULL,101414,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,132);
INSERT INTO "result" VALUES(1,1795670074998,1,5,9329,NULL,205,NULL,31741,NULL,33396,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,44);
INSERT INTO "result" VALUES(1,1795670076014,1,5,24834,NULL,189,NULL,47205,NULL,56388,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,64);
INSERT INTO "result" VALUES(1,1795670076997,1,5,7843,NULL,568,NULL,0,NULL,4754,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,82);
INSERT INTO "result" VALUES(1,1795670077994,1,5,4941,NULL,178,NULL,149639,NULL,191078,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,247);
INSERT INTO "result" VALUES(1,1795670079001,1,5,11849,NULL,180,NULL,19474,NULL,51754,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,60);
INSERT INTO "result" VALUES(1,1795670080014,1,5,25490,NULL,251,NULL,248109,NULL,282374,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,287);
INSERT INTO "result" VALUES(1,1795670080990,1,5,709,NULL,6590,NULL,0,NULL,15238,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670081990,1,5,1080,NULL,202,NULL,12120,NULL,13345,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,27);
INSERT INTO "result" VALUES(1,1795670083003,1,5,14445,NULL,30583,NULL,0,NULL,116662,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,144);
INSERT INTO "result" VALUES(1,1795670083991,1,5,2267,NULL,27989,NULL,0,NULL,33534,NULL,NULL,503,NULL,NULL,NULL,NULL,0,'HTTP 503 without a body; expected 2xx','[["status","2xx","503",false]]',NULL,NULL,66);
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
INSERT INTO "state_change" VALUES(1,1,1795670038934,NULL,'operational',1795670038934,'answers as usual',NULL);
INSERT INTO "state_change" VALUES(2,1,1795670060008,'operational','outage',1795670049492,'11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:20)',NULL);
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
INSERT INTO "transition" VALUES(1,'8b5d5b2969',1795670060008,'opened','outage','outage','errors','11 of the last 11 reachability checks failed with server errors (usually 0.5 %), since 05:14:09 UTC (seen 05:14:09 to 05:14:20)',1795670049492,1795670060008,NULL,NULL,NULL,'');
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
INSERT INTO "worker" VALUES(1,'here',1659,'0.1.0',1795670037490,1795670084069,1795670084069,'/etc/brownout/probes.yaml',NULL,2.267,1);
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
