-- 目标及其文件、任务与各代码的名称 / targets with the names of their plan, task and codes
SELECT
  targets.*,
  plans.title AS plan_title, plans.issuer, plans.province, plans.city, plans.district,
  plans.place_basis, place_bases.label_zh AS place_basis_zh, place_bases.label_en AS place_basis_en,
  plans.text_status,
  (SELECT group_concat(label_zh, '; ') FROM (
    SELECT codes.label_zh
    FROM plans_text_status AS states
    JOIN codes ON codes.list_name = 'text_status' AND codes.id = states.text_status
    WHERE states.plan_id = plans.plan_id
    ORDER BY states.item
  )) AS text_status_zh,
  (SELECT group_concat(label_en, '; ') FROM (
    SELECT codes.label_en
    FROM plans_text_status AS states
    JOIN codes ON codes.list_name = 'text_status' AND codes.id = states.text_status
    WHERE states.plan_id = plans.plan_id
    ORDER BY states.item
  )) AS text_status_en,
  plans.issued_on,
  tasks.title AS task_title,
  indicators.label_zh AS indicator_zh, indicators.label_en AS indicator_en,
  kinds.label_zh AS kind_zh, kinds.label_en AS kind_en,
  forms.label_zh AS form_zh, forms.label_en AS form_en,
  comparators.label_zh AS comparator_zh, comparators.label_en AS comparator_en,
  units.label_zh AS unit_zh, units.label_en AS unit_en,
  deadline_bases.label_zh AS deadline_basis_zh, deadline_bases.label_en AS deadline_basis_en,
  modalities.label_zh AS modality_zh, modalities.label_en AS modality_en,
  addressees.label_zh AS addressee_zh, addressees.label_en AS addressee_en
FROM targets
JOIN plans ON plans.plan_id = targets.plan_id
LEFT JOIN tasks ON tasks.task_id = targets.task_id
LEFT JOIN indicators ON indicators.id = targets.indicator_id
LEFT JOIN units ON units.id = targets.unit
LEFT JOIN codes AS place_bases ON place_bases.list_name = 'place_basis' AND place_bases.id = plans.place_basis
LEFT JOIN codes AS kinds ON kinds.list_name = 'target_kind' AND kinds.id = targets.kind
LEFT JOIN codes AS forms ON forms.list_name = 'target_form' AND forms.id = targets.form
LEFT JOIN codes AS comparators ON comparators.list_name = 'comparator' AND comparators.id = targets.comparator
LEFT JOIN codes AS deadline_bases ON deadline_bases.list_name = 'deadline_basis' AND deadline_bases.id = targets.deadline_basis
LEFT JOIN codes AS modalities ON modalities.list_name = 'modality' AND modalities.id = targets.modality
LEFT JOIN codes AS addressees ON addressees.list_name = 'addressee' AND addressees.id = targets.addressee
