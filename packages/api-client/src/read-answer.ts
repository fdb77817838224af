import { ApiFailure } from "./api-failure.ts";

/** The API gives at most this many items of a list at once. */
const MAX_PAGE_LIMIT = 200;

/**
 * Takes the answer out of a client's call.
 *
 * @throws ApiFailure where the call failed, or the answer is no object of JSON
 */
export async function readAnswer<Answer extends object>(
  call: Promise<{ data?: Answer | undefined }>,
): Promise<Answer> {
  const { data } = await call.catch(tellForeign);
  if (typeof data !== "object" || data === null) throw foreignAnswer();
  return data;
}

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/**
 * Reads a list up to a number of items, over as many pages as that takes.
 *
 * @throws ApiFailure where a call fails, or an answer is no page of a list
 */
export async function listItems<Item>(
  readPage: (page: { limit: number; cursor?: string }) => Promise<{ data?: Page<Item> | undefined }>,
  most = Number.POSITIVE_INFINITY,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(MAX_PAGE_LIMIT, most - items.length);
    const page: Page<Item> = await readAnswer(readPage(cursor === null ? { limit } : { limit, cursor }));
    if (!Array.isArray(page.items)) throw foreignAnswer();
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null && items.length < most);
  return items;
}

function tellForeign(error: unknown): never {
  // The body of a success was no JSON.
  throw error instanceof SyntaxError ? foreignAnswer(error) : error;
}

function foreignAnswer(cause?: SyntaxError): ApiFailure {
  return new ApiFailure(
    "foreign",
    "the answer is not of this API: check the URL, and whether this program and the deployment are of one version",
    { cause },
  );
}
