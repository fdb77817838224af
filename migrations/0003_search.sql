-- A tenant's customers by age, with all that a search looks at, so that it reads this index and no
-- rows. The name is kept without accents and capitals, by the expression that packages/db/src/fold-text.ts
-- makes and searches with.
CREATE INDEX prospects_search ON prospects (
  tenant_id, coalesce(created_at, ''), id,
  lower(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(concat_ws(' ', first_name, last_name), 'é', 'e'), 'É', 'e'), 'è', 'e'), 'È', 'e'), 'ê', 'e'), 'Ê', 'e'), 'ë', 'e'), 'Ë', 'e'), 'ç', 'c'), 'Ç', 'c'), 'à', 'a'), 'À', 'a'), 'â', 'a'), 'Â', 'a'), 'ä', 'a'), 'Ä', 'a'), 'á', 'a'), 'Á', 'a'), 'î', 'i'), 'Î', 'i'), 'ï', 'i'), 'Ï', 'i'), 'í', 'i'), 'Í', 'i'), 'ô', 'o'), 'Ô', 'o'), 'ö', 'o'), 'Ö', 'o'), 'ó', 'o'), 'Ó', 'o'), 'ù', 'u'), 'Ù', 'u'), 'û', 'u'), 'Û', 'u'), 'ü', 'u'), 'Ü', 'u'), 'ú', 'u'), 'Ú', 'u'), 'ñ', 'n'), 'Ñ', 'n'), 'œ', 'oe'), 'Œ', 'oe')),
  email, phone, segment
);
