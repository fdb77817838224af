import { wordSet } from "../lists/word-set.ts";
import { isFirstName } from "./given-names.ts";
import { skipTitle } from "./read-name.ts";
import type { Token } from "./tokenize.ts";

/** Words of a greeting that say nothing else. Folded. */
export const GREETINGS: ReadonlySet<string> = wordSet(`
  ah allo bjr bonjour bonsoir bsr cc cher chere coucou dear desole hello hey hi madame merci mesdames messieurs mme
  mr monsieur ok oui pardon re rebonjour salut sir slt yes
`);

/** The other words of a greeting, as in "tout le monde" or "good morning all". Folded. */
const GREETING_FILLERS = wordSet(
  "a afternoon all et evening good le madam monde morning team there tous tout toutes",
);

/** The greeting at the beginning of a text, and the names in it. */
export interface Opening {
  /** The index of the first token after the greeting. */
  end: number;
  /** The first names of the people greeted. Folded. */
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
    if (token.kind === "word" && afterTitle === end && !isGreeting(token)) {
      const isAddressee = isFirstName(token) || (isTitled && token.letterCase !== "plain");
      if (!isGreeted || !isAddressee) break;
      addressees.add(token.folded);
    }
    isTitled = afterTitle > end;
    isGreeted = isTitled || isGreeting(token);
    end = Math.max(end + 1, afterTitle);
  }
  return { end, addressees };
}

function isGreeting({ folded }: Token): boolean {
  return GREETINGS.has(folded) || GREETING_FILLERS.has(folded);
}
