/** Small words inside family names that are written in lower case: "de la Tour", "van der Berg". */
export const LOWER_CASE_PARTICLES: ReadonlySet<string> = new Set(
  "de du des d da das do dos di del della van von der den ter ten te y".split(" "),
);

const CAPITAL_PARTICLES =
  "le la les el al ben bin ibn ait ould abou abu bou bel mac mc st saint sainte san santa della".split(" ");

/** Every small word that may stand before the family name's main word. */
export const PARTICLES: ReadonlySet<string> = new Set([...LOWER_CASE_PARTICLES, ...CAPITAL_PARTICLES]);
