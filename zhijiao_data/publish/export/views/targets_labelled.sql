-- 目标及其文件、任务、指标与单位的名称 / targets with the names of their plan, task, indicator and unit
SELECT
  targets.*,
  plans.title AS plan_title, plans.issuer, plans.province, plans.city, plans.district, plans.issued_on,
  tasks.title AS task_title,
  indicators.label_zh AS indicator_zh, indicators.label_en AS indicator_en,
  units.label_en AS unit_en,
  comparators.label_zh AS comparator_zh, comparators.label_en AS comparator_en
FROM targets
JOIN plans ON plans.plan_id = targets.plan_id
LEFT JOIN tasks ON tasks.task_id = targets.task_id
LEFT JOIN indicators ON indicators.id = targets.indicator_id
LEFT JOIN units ON units.id = targets.unit
LEFT JOIN codes AS comparators ON comparators.list_name = 'comparator' AND comparators.id = targets.comparator
