-- 由 yichuang cluster sql 按数据模型生成。须在协调节点以表的所有者身份执行：
--   yichuang cluster sql | psql -v ON_ERROR_STOP=1 "$DATABASE_OWNER_URL"
-- 执行前：停止程序，做好备份，安装 citus 扩展，登记协调节点和工作节点，运行 yichuang prepare。
-- 不放在一个事务里：有数据的表分布时，Citus 要用自己的连接复制。步骤见 docs/scale.md。

-- 须有 citus 扩展，协调节点须已登记
SELECT citus_version();
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_dist_node WHERE groupid = 0) THEN
        RAISE EXCEPTION '协调节点未登记，请先运行：SELECT citus_set_coordinator_host(主机名)';
    END IF;
END $$;

-- Citus 不支持分布表和引用表上的触发器
DROP TRIGGER item_frozen ON catalogue_item;
DROP TRIGGER version_frozen ON catalogue_itemversion;
DROP TRIGGER cases_event_append_only ON cases_caseevent;

-- 外键先去掉，分布之后再建：否则 Citus 会先把相连的本地表转换一遍
ALTER TABLE people_region DROP CONSTRAINT people_region_parent_id_99cb0fca_fk_people_region_id;
ALTER TABLE people_region DROP CONSTRAINT people_region_successor_id_ced81690_fk_people_region_id;
ALTER TABLE catalogue_code DROP CONSTRAINT catalogue_code_code_set_id_67bcec7a_fk_catalogue_codeset_id;
ALTER TABLE people_centre DROP CONSTRAINT people_centre_region_id_d45ec649_fk_people_region_id;
ALTER TABLE workdays_day DROP CONSTRAINT workdays_day_version_c3da056e_fk_workdays_;
ALTER TABLE workdays_override DROP CONSTRAINT workdays_override_version_b7eccb9b_fk_workdays_;
ALTER TABLE people_department DROP CONSTRAINT people_department_centre_id_66eb457f_fk_people_centre_id;
ALTER TABLE people_department DROP CONSTRAINT people_department_successor_id_0ebca77b_fk_people_department_id;
ALTER TABLE catalogue_item DROP CONSTRAINT catalogue_item_department_id_564524a7_fk_people_department_id;
ALTER TABLE catalogue_item DROP CONSTRAINT catalogue_item_successor_id_44d1ae3e_fk_catalogue_item_id;
ALTER TABLE exchange_system DROP CONSTRAINT exchange_system_centre_id_929da20e_fk_people_centre_id;
ALTER TABLE exchange_system DROP CONSTRAINT exchange_system_department_id_2702be5c_fk_people_department_id;
ALTER TABLE exchange_system DROP CONSTRAINT exchange_system_region_id_55979f26_fk_people_region_id;
ALTER TABLE catalogue_itemversion DROP CONSTRAINT catalogue_itemversion_item_id_2614d501_fk_catalogue_item_id;
ALTER TABLE exchange_mapping DROP CONSTRAINT exchange_mapping_system_id_755e2fc0_fk_exchange_system_code;
ALTER TABLE exchange_systemitem DROP CONSTRAINT exchange_systemitem_system_id_351d3d17_fk_exchange_system_code;
ALTER TABLE exchange_systemitem DROP CONSTRAINT exchange_systemitem_item_id_e99435da_fk_catalogue_item_id;
ALTER TABLE exchange_mappingentry DROP CONSTRAINT exchange_mappingentr_mapping_id_2d161314_fk_exchange_;
ALTER TABLE cases_case DROP CONSTRAINT cases_case_centre_id_352d9c5e_fk_people_centre_id;
ALTER TABLE cases_case DROP CONSTRAINT cases_case_department_id_c5b7309d_fk_people_department_id;
ALTER TABLE cases_case DROP CONSTRAINT cases_case_region_id_ffee331b_fk_people_region_id;
ALTER TABLE cases_case DROP CONSTRAINT cases_case_item_version_id_c68d90d3_fk_catalogue_itemversion_id;
ALTER TABLE cases_caseevent DROP CONSTRAINT cases_caseevent_case_number_82957711_fk_cases_case_number;
ALTER TABLE cases_caseparty DROP CONSTRAINT cases_caseparty_case_number_99047f5f_fk_cases_case_number;
ALTER TABLE cases_casetext DROP CONSTRAINT cases_casetext_case_number_a437ff1c_fk_cases_case_number;
ALTER TABLE exchange_step DROP CONSTRAINT exchange_step_case_number_09f1e276_fk_cases_case_number;
ALTER TABLE exchange_delivery DROP CONSTRAINT exchange_delivery_system_id_855a03ac_fk_exchange_system_code;
ALTER TABLE exchange_frontpull DROP CONSTRAINT exchange_frontpull_system_id_011862e6_fk_exchange_system_code;
ALTER TABLE exchange_fronttable DROP CONSTRAINT exchange_fronttable_system_id_637ee213_fk_exchange_system_code;
ALTER TABLE exchange_heldrow DROP CONSTRAINT exchange_heldrow_system_id_5b2c8340_fk_exchange_system_code;
ALTER TABLE people_apiclient DROP CONSTRAINT people_apiclient_department_id_706c0641_fk_people_department_id;
ALTER TABLE people_post DROP CONSTRAINT people_post_centre_id_784ffde3_fk_people_centre_id;
ALTER TABLE people_post DROP CONSTRAINT people_post_department_id_7c990d26_fk_people_department_id;
ALTER TABLE reports_story DROP CONSTRAINT reports_story_department_ref_id_180061f1_fk_people_de;
ALTER TABLE statistics_submission DROP CONSTRAINT statistics_submissio_department_id_24301cbe_fk_people_de;

-- 主键须含分布列
ALTER TABLE cases_tallycoarse DROP CONSTRAINT cases_tallycoarse_pkey, ADD PRIMARY KEY (department_id, id);
ALTER TABLE cases_tallyfine DROP CONSTRAINT cases_tallyfine_pkey, ADD PRIMARY KEY (department_id, id);
ALTER TABLE cases_tallymonth DROP CONSTRAINT cases_tallymonth_pkey, ADD PRIMARY KEY (department_id, id);

-- 引用表：每个节点一份
SELECT create_reference_table('cases_backdating');
SELECT create_reference_table('cases_remedynotice');
SELECT create_reference_table('catalogue_codeset');
SELECT create_reference_table('exchange_nationalcode');
SELECT create_reference_table('people_region');
SELECT create_reference_table('workdays_calendarversion');
SELECT create_reference_table('catalogue_code');
SELECT create_reference_table('people_centre');
SELECT create_reference_table('workdays_day');
SELECT create_reference_table('workdays_override');
SELECT create_reference_table('people_department');
SELECT create_reference_table('catalogue_item');
SELECT create_reference_table('exchange_system');
SELECT create_reference_table('catalogue_itemversion');
SELECT create_reference_table('exchange_mapping');
SELECT create_reference_table('exchange_systemitem');
SELECT create_reference_table('exchange_mappingentry');

-- 分布表：办件按编号，同一办件的各表在同一分片；累计数按部门
SELECT create_distributed_table('cases_case', 'number', colocate_with => 'none');
SELECT create_distributed_table('cases_caseevent', 'case_number', colocate_with => 'cases_case');
SELECT create_distributed_table('cases_caseparty', 'case_number', colocate_with => 'cases_case');
SELECT create_distributed_table('cases_casetext', 'case_number', colocate_with => 'cases_case');
SELECT create_distributed_table('exchange_step', 'case_number', colocate_with => 'cases_case');
SELECT create_distributed_table('cases_tallycoarse', 'department_id', colocate_with => 'none');
SELECT create_distributed_table('cases_tallyfine', 'department_id', colocate_with => 'cases_tallycoarse');
SELECT create_distributed_table('cases_tallymonth', 'department_id', colocate_with => 'cases_tallycoarse');

-- 外键再建；有外键指向引用表的本地表，Citus 从此登记为受管的本地表
ALTER TABLE people_region ADD CONSTRAINT people_region_parent_id_99cb0fca_fk_people_region_id FOREIGN KEY (parent_id) REFERENCES people_region (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_region ADD CONSTRAINT people_region_successor_id_ced81690_fk_people_region_id FOREIGN KEY (successor_id) REFERENCES people_region (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE catalogue_code ADD CONSTRAINT catalogue_code_code_set_id_67bcec7a_fk_catalogue_codeset_id FOREIGN KEY (code_set_id) REFERENCES catalogue_codeset (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_centre ADD CONSTRAINT people_centre_region_id_d45ec649_fk_people_region_id FOREIGN KEY (region_id) REFERENCES people_region (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE workdays_day ADD CONSTRAINT workdays_day_version_c3da056e_fk_workdays_ FOREIGN KEY (version) REFERENCES workdays_calendarversion (number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE workdays_override ADD CONSTRAINT workdays_override_version_b7eccb9b_fk_workdays_ FOREIGN KEY (version) REFERENCES workdays_calendarversion (number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_department ADD CONSTRAINT people_department_centre_id_66eb457f_fk_people_centre_id FOREIGN KEY (centre_id) REFERENCES people_centre (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_department ADD CONSTRAINT people_department_successor_id_0ebca77b_fk_people_department_id FOREIGN KEY (successor_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE catalogue_item ADD CONSTRAINT catalogue_item_department_id_564524a7_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE catalogue_item ADD CONSTRAINT catalogue_item_successor_id_44d1ae3e_fk_catalogue_item_id FOREIGN KEY (successor_id) REFERENCES catalogue_item (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_system ADD CONSTRAINT exchange_system_centre_id_929da20e_fk_people_centre_id FOREIGN KEY (centre_id) REFERENCES people_centre (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_system ADD CONSTRAINT exchange_system_department_id_2702be5c_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_system ADD CONSTRAINT exchange_system_region_id_55979f26_fk_people_region_id FOREIGN KEY (region_id) REFERENCES people_region (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE catalogue_itemversion ADD CONSTRAINT catalogue_itemversion_item_id_2614d501_fk_catalogue_item_id FOREIGN KEY (item_id) REFERENCES catalogue_item (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_mapping ADD CONSTRAINT exchange_mapping_system_id_755e2fc0_fk_exchange_system_code FOREIGN KEY (system_id) REFERENCES exchange_system (code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_systemitem ADD CONSTRAINT exchange_systemitem_system_id_351d3d17_fk_exchange_system_code FOREIGN KEY (system_id) REFERENCES exchange_system (code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_systemitem ADD CONSTRAINT exchange_systemitem_item_id_e99435da_fk_catalogue_item_id FOREIGN KEY (item_id) REFERENCES catalogue_item (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_mappingentry ADD CONSTRAINT exchange_mappingentr_mapping_id_2d161314_fk_exchange_ FOREIGN KEY (mapping_id) REFERENCES exchange_mapping (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_case ADD CONSTRAINT cases_case_centre_id_352d9c5e_fk_people_centre_id FOREIGN KEY (centre_id) REFERENCES people_centre (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_case ADD CONSTRAINT cases_case_department_id_c5b7309d_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_case ADD CONSTRAINT cases_case_region_id_ffee331b_fk_people_region_id FOREIGN KEY (region_id) REFERENCES people_region (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_case ADD CONSTRAINT cases_case_item_version_id_c68d90d3_fk_catalogue_itemversion_id FOREIGN KEY (item_version_id) REFERENCES catalogue_itemversion (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_caseevent ADD CONSTRAINT cases_caseevent_case_number_82957711_fk_cases_case_number FOREIGN KEY (case_number) REFERENCES cases_case (number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_caseparty ADD CONSTRAINT cases_caseparty_case_number_99047f5f_fk_cases_case_number FOREIGN KEY (case_number) REFERENCES cases_case (number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE cases_casetext ADD CONSTRAINT cases_casetext_case_number_a437ff1c_fk_cases_case_number FOREIGN KEY (case_number) REFERENCES cases_case (number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_step ADD CONSTRAINT exchange_step_case_number_09f1e276_fk_cases_case_number FOREIGN KEY (case_number) REFERENCES cases_case (number) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_delivery ADD CONSTRAINT exchange_delivery_system_id_855a03ac_fk_exchange_system_code FOREIGN KEY (system_id) REFERENCES exchange_system (code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_frontpull ADD CONSTRAINT exchange_frontpull_system_id_011862e6_fk_exchange_system_code FOREIGN KEY (system_id) REFERENCES exchange_system (code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_fronttable ADD CONSTRAINT exchange_fronttable_system_id_637ee213_fk_exchange_system_code FOREIGN KEY (system_id) REFERENCES exchange_system (code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE exchange_heldrow ADD CONSTRAINT exchange_heldrow_system_id_5b2c8340_fk_exchange_system_code FOREIGN KEY (system_id) REFERENCES exchange_system (code) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_apiclient ADD CONSTRAINT people_apiclient_department_id_706c0641_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_post ADD CONSTRAINT people_post_centre_id_784ffde3_fk_people_centre_id FOREIGN KEY (centre_id) REFERENCES people_centre (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE people_post ADD CONSTRAINT people_post_department_id_7c990d26_fk_people_department_id FOREIGN KEY (department_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE reports_story ADD CONSTRAINT reports_story_department_ref_id_180061f1_fk_people_de FOREIGN KEY (department_ref_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE statistics_submission ADD CONSTRAINT statistics_submissio_department_id_24301cbe_fk_people_de FOREIGN KEY (department_id) REFERENCES people_department (id) DEFERRABLE INITIALLY DEFERRED;

-- 留在协调节点的表
--   Django 自己的表：
--     auth_group
--     auth_group_permissions
--     auth_permission
--     django_content_type
--     django_migrations
--   每天一行，由一个进程依次封签：
--     cases_seal
--   每次登录都要写入；写引用表要各节点逐一完成：
--     django_session
--     people_account
--     people_apiclient
--     people_post
--     people_postrole
--     people_role
--     people_roleright
--   按导出或退回的文件唯一，数量少：
--     exchange_abnormal
--     exchange_abnormalfile
--     exchange_export
--   按送达批次而不按办件唯一；其办件可能尚不存在：
--     exchange_delivery
--     exchange_frontpull
--     exchange_fronttable
--     exchange_heldrow
--   每次请求或查看都要写入，主键不含可分布的列：
--     people_accesslog
--     people_idempotencykey
--   可能多至全部人口；按证件而不按办件唯一：
--     people_organisation
--     people_person
--   例行任务的队列有自己的函数和触发器：
--     procrastinate_events
--     procrastinate_jobs
--     procrastinate_periodic_defers
--     procrastinate_workers
--     site_jobstate
--   刊物只在协调节点读写；已发布的由触发器保护：
--     reports_archivefile
--     reports_archiverun
--     reports_change
--     reports_inspectionfinding
--     reports_issue
--     reports_original
--     reports_override
--     reports_passage
--     reports_picture
--     reports_printedfigure
--     reports_seriesedition
--     reports_seriesvariable
--     reports_seriesversion
--     reports_story
--   每期每部门几行，只增不改，由触发器保护：
--     statistics_definition
--     statistics_submission

-- 此后
--   程序只连协调节点：安全时刻只看协调节点上的锁，从工作节点写入的事务不在其中。
--   办件编号的序列 cases_number_serial 留在协调节点。
--   办件记录此后靠角色的权限保持只增不改（yichuang_app 没有 UPDATE、DELETE、TRUNCATE）；权限随表带到各分片。
--   触发器去掉之后，所有者不再受其约束。
--   已发布的事项版本此后只由 catalogue.acts 保护：角色有权改这两张表。
--   累计数的主键改为（department_id, id）：Citus 要求主键和唯一约束含分布列。id 的值不变。
--   分片数在分布时定下（citus.shard_count，缺省 32）。
