import type { ComparisonOperator, Condition, Literal, SoqlQuery, SortTerm } from "./soql-query.ts";
import { malformedError, readTokens, type Token } from "./soql-tokens.ts";

const MAX_LENGTH = 100_000;
const MAX_LIMIT = 50_000;

/**
 * Reads a query of the part of SOQL that the sandbox knows.
 *
 * @throws SalesforceError 400 MALFORMED_QUERY
 */
export function parseQuery(soql: string): SoqlQuery {
  if (soql.length > MAX_LENGTH) {
    throw malformedError(soql, 0, `SOQL statements cannot be longer than ${MAX_LENGTH} characters.`);
  }
  return new Parser(soql).readQuery();
}

class Parser {
  readonly #soql: string;
  readonly #tokens: Token[];
  #next = 0;

  constructor(soql: string) {
    this.#soql = soql;
    this.#tokens = readTokens(soql);
  }

  readQuery(): SoqlQuery {
    this.#expectWord("SELECT");
    const fields = this.#readFields();
    this.#expectWord("FROM");
    const object = this.#readName();
    const where = this.#takeWord("WHERE") ? this.#readCondition() : null;
    const orderBy = this.#readOrder();
    const limit = this.#takeWord("LIMIT") ? this.#readCount(MAX_LIMIT) : null;
    const offset = this.#takeWord("OFFSET") ? this.#readCount(2000) : 0;
    if (this.#peek().kind !== "end") this.#refuse(this.#peek());
    return { fields, object, where, orderBy, limit, offset };
  }

  #readFields(): string[] | null {
    const fields = [this.#readName()];
    if (fields[0]?.toUpperCase() === "COUNT" && this.#takeSymbol("(")) {
      this.#expectSymbol(")");
      return null;
    }
    while (this.#takeSymbol(",")) fields.push(this.#readName());
    const names = fields.map((field) => field.toLowerCase());
    const repeated = fields.find((_, index) => names.indexOf(names[index] ?? "") !== index);
    if (repeated !== undefined) {
      throw malformedError(this.#soql, 0, `duplicate field selected: ${repeated}`);
    }
    return fields;
  }

  /** SOQL does not say whether AND or OR goes first: mixed ones need parentheses, and the second kind is a token too many. */
  #readCondition(): Condition {
    const first = this.#readTerm();
    const kind = this.#isWord("AND") ? "and" : this.#isWord("OR") ? "or" : null;
    if (kind === null) return first;
    const conditions = [first];
    while (this.#takeWord(kind)) conditions.push(this.#readTerm());
    return { kind, conditions };
  }

  #readTerm(): Condition {
    if (this.#takeWord("NOT")) return { kind: "not", condition: this.#readTerm() };
    if (this.#takeSymbol("(")) {
      const condition = this.#readCondition();
      this.#expectSymbol(")");
      return condition;
    }
    const field = this.#readName();
    if (this.#takeWord("NOT")) {
      this.#expectWord("IN");
      return { kind: "in", field, negated: true, values: this.#readList() };
    }
    if (this.#takeWord("IN")) return { kind: "in", field, negated: false, values: this.#readList() };
    return { kind: "comparison", field, operator: this.#readOperator(), value: this.#readLiteral() };
  }

  #readOperator(): ComparisonOperator {
    const token = this.#take();
    const text = token.text.toUpperCase();
    if (token.kind === "word" && text === "LIKE") return "LIKE";
    if (token.kind !== "symbol") this.#refuse(token);
    switch (text) {
      case "=":
      case "!=":
      case "<":
      case "<=":
      case ">":
      case ">=":
        return text;
      case "<>":
        return "!=";
      default:
        return this.#refuse(token);
    }
  }

  #readList(): Literal[] {
    this.#expectSymbol("(");
    const values = [this.#readLiteral()];
    while (this.#takeSymbol(",")) values.push(this.#readLiteral());
    this.#expectSymbol(")");
    return values;
  }

  #readLiteral(): Literal {
    const token = this.#take();
    switch (token.kind) {
      case "string":
        return { kind: "string", value: token.text, pattern: token.pattern };
      case "number":
        return { kind: "number", value: Number(token.text) };
      case "date":
        return { kind: "date", value: token.text };
      case "datetime":
        return { kind: "datetime", value: Date.parse(token.text.replace(/([+-]\d{2})(\d{2})$/, "$1:$2")) };
      case "word":
        switch (token.text.toLowerCase()) {
          case "null":
            return { kind: "null" };
          case "true":
          case "false":
            return { kind: "boolean", value: token.text.toLowerCase() === "true" };
        }
    }
    return this.#refuse(token);
  }

  #readOrder(): SortTerm[] {
    if (!this.#takeWord("ORDER")) return [];
    this.#expectWord("BY");
    const terms = [this.#readSortTerm()];
    while (this.#takeSymbol(",")) terms.push(this.#readSortTerm());
    return terms;
  }

  #readSortTerm(): SortTerm {
    const field = this.#readName();
    const isDescending = this.#takeWord("DESC");
    if (!isDescending) this.#takeWord("ASC");
    if (!this.#takeWord("NULLS")) return { field, direction: isDescending ? -1 : 1, nullsFirst: true };
    const nullsFirst = this.#takeWord("FIRST");
    if (!nullsFirst) this.#expectWord("LAST");
    return { field, direction: isDescending ? -1 : 1, nullsFirst };
  }

  #readCount(max: number): number {
    const token = this.#take();
    const count = Number(token.text);
    if (token.kind !== "number" || !Number.isInteger(count) || count < 0 || count > max) this.#refuse(token);
    return count;
  }

  #readName(): string {
    const token = this.#take();
    return token.kind === "word" ? token.text : this.#refuse(token);
  }

  #peek(): Token {
    return this.#tokens[this.#next] ?? { kind: "end", text: "<EOF>", pattern: "", at: this.#soql.length };
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #isWord(word: string): boolean {
    const { kind, text } = this.#peek();
    return kind === "word" && text.toUpperCase() === word.toUpperCase();
  }

  #takeWord(word: string): boolean {
    const isNext = this.#isWord(word);
    if (isNext) this.#next += 1;
    return isNext;
  }

  #expectWord(word: string): void {
    if (!this.#takeWord(word)) this.#refuse(this.#peek());
  }

  #takeSymbol(symbol: string): boolean {
    const { kind, text } = this.#peek();
    const isNext = kind === "symbol" && text === symbol;
    if (isNext) this.#next += 1;
    return isNext;
  }

  #expectSymbol(symbol: string): void {
    if (!this.#takeSymbol(symbol)) this.#refuse(this.#peek());
  }

  #refuse({ text, at }: Token): never {
    throw malformedError(this.#soql, at, `unexpected token: '${text}'`);
  }
}
