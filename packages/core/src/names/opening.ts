import { isFirstName } from "./given-names.ts";
import { skipTitle } from "./read-name.ts";
import type { Token } from "./tokenize.ts";
import { wordSet } from "./word-set.ts";

/** Words that greet, and say no more. Folded. */
export const GREETINGS: ReadonlySet<string> = wordSet(`
  bonjour bonsoir salut coucou rebonjour hello hi hey allo slt bjr bsr cc good morning afternoon evening dear cher chere mesdames messieurs
  madame monsieur mme mr sir madam tous toutes tout le monde a et all there team oui yes ok pardon desole ah re
  merci
`);

/** How a text begins: with greetings, and perhaps with the name of the person greeted. */
export interface Opening {
  /** The index of the first token that greets nobody. */
  end: number;
  /** The first names that are greeted, folded. */
  addressees: ReadonlySet<string>;
}

export function readOpening(tokens: readonly Token[]): Opening {
  const addressees = new Set<string>();
  let end = 0;
  let isGreeted = false;
  let isTitled = false;
  while (end < tokens.length) {
    const token = tokens[end];
    if (token === undefined || token.kind === "other") break;
    const afterTitle = skipTitle(tokens, end);
    if (token.kind === "word" && afterTitle === end && !GREETINGS.has(token.folded)) {
      const isAddressee = isFirstName(token) || (isTitled && token.letterCase !== "plain");
      if (!isGreeted || !isAddressee) break;
      addressees.add(token.folded);
    }
    isTitled = afterTitle > end;
    isGreeted = isTitled || GREETINGS.has(token.folded);
    end = Math.max(end + 1, afterTitle);
  }
  return { end, addressees };
}
