-- 责任单位及其职能与任务 / bodies with their function and their task
SELECT
  responsibilities.*,
  agencies.label_zh AS agency_zh, agencies.label_en AS agency_en,
  schools.label_zh AS school_zh,
  tasks.title AS task_title
FROM responsibilities
JOIN tasks ON tasks.task_id = responsibilities.task_id
LEFT JOIN agencies ON agencies.id = responsibilities.agency_id
LEFT JOIN schools ON schools.id = responsibilities.school_id
