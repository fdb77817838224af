-- A tenant's customers by age, with every column that a search looks at, so that a search reads this index and no rows
-- of the table. The name is stored without accents and capitals. The expression for this is made by
-- packages/db/src/customers/search/fold-text.ts, which also folds the searched text.
CREATE INDEX prospects_search ON prospects (
  tenant_id, coalesce(created_at, ''), id,
  lower(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(concat_ws(' ', first_name, last_name), 'é', 'e'), 'É', 'e'), 'è', 'e'), 'È', 'e'), 'ê', 'e'), 'Ê', 'e'), 'ë', 'e'), 'Ë', 'e'), 'ç', 'c'), 'Ç', 'c'), 'à', 'a'), 'À', 'a'), 'â', 'a'), 'Â', 'a'), 'ä', 'a'), 'Ä', 'a'), 'á', 'a'), 'Á', 'a'), 'î', 'i'), 'Î', 'i'), 'ï', 'i'), 'Ï', 'i'), 'í', 'i'), 'Í', 'i'), 'ô', 'o'), 'Ô', 'o'), 'ö', 'o'), 'Ö', 'o'), 'ó', 'o'), 'Ó', 'o'), 'ù', 'u'), 'Ù', 'u'), 'û', 'u'), 'Û', 'u'), 'ü', 'u'), 'Ü', 'u'), 'ú', 'u'), 'Ú', 'u'), 'ñ', 'n'), 'Ñ', 'n'), 'œ', 'oe'), 'Œ', 'oe')),
  email, phone, segment
);
