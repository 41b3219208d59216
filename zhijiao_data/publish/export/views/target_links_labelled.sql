-- 目标与其上位目标对照 / each target beside the upstream target it was compared with
SELECT
  target_links.*,
  targets.quote, targets.value_min, targets.value_max, targets.unit, targets.deadline_year,
  policies.title AS upstream_title, policies.doc_number AS upstream_number,
  policy_targets.quote AS upstream_quote,
  policy_targets.value_min AS upstream_min, policy_targets.value_max AS upstream_max,
  policy_targets.deadline_year AS upstream_deadline
FROM target_links
JOIN targets ON targets.target_id = target_links.target_id
LEFT JOIN policies ON policies.policy_id = target_links.policy_id
LEFT JOIN policy_targets ON policy_targets.policy_target_id = target_links.policy_target_id
