-- 每项任务的主要主题 / the primary theme of each task
SELECT
  tasks.task_id, tasks.plan_id, tasks.role, tasks.title, tasks.text,
  task_themes.theme_id, themes.label_zh AS theme_zh, themes.label_en AS theme_en, themes.parent_id,
  task_themes.basis, task_themes.evidence, task_themes.confirmed
FROM tasks
JOIN task_themes ON task_themes.task_id = tasks.task_id AND task_themes.rank = 1
JOIN themes ON themes.id = task_themes.theme_id
