import * as z from "zod";
import { EXIT_CODES, OpsFailure } from "./ops-failure.ts";
import type { OpsIo } from "./ops-io.ts";
import { parseAnswer } from "./printing/print.ts";

const DEFAULT_URL = "http://127.0.0.1:8787";
/** As many as the API gives at once. */
const PAGE_LIMIT = 200;

/** Options that every command has. */
export interface GlobalOptions {
  url?: string;
  tenant?: string;
  json?: boolean;
}

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

/** The operators' API. Whatever it refuses ends the command, in its words. */
export interface OperatorsClient {
  /** A path of the tenant that the command is for, such as `/dead-letters`. */
  tenantPath(path: string): string;
  call(method: Method, path: string, body?: object): Promise<unknown>;
  /** The items of a list, up to a number of them, over as many pages as it takes. */
  list<Item>(path: string, query: Query, most: number, item: z.ZodType<Item>): Promise<Item[]>;
}

export type Query = Readonly<Record<string, string | undefined>>;

const ErrorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const PageAnswer = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

export function connectOperatorsApi(
  io: Pick<OpsIo, "fetch" | "environment" | "readLocalKey">,
  options: GlobalOptions,
): OperatorsClient {
  const url = options.url ?? io.environment.COCCINELLE_URL ?? DEFAULT_URL;
  if (!/^https?:/.test(url) || !URL.canParse(url)) {
    throw new OpsFailure(`${url} is no URL such as https://crm.example.com`, EXIT_CODES.usage);
  }
  const { origin, hostname } = new URL(url);
  const isLocal = hostname === "127.0.0.1" || hostname === "localhost";
  const key = io.environment.COCCINELLE_KEY ?? (isLocal ? io.readLocalKey() : undefined);
  if (!key) throw new OpsFailure("COCCINELLE_KEY is not set: it holds the operators' key", EXIT_CODES.usage);

  async function call(method: Method, path: string, body?: object): Promise<unknown> {
    const response = await request(method, path, body);
    if (response.status >= 300 && response.status < 400) {
      throw new OpsFailure(
        `${origin} leads elsewhere: is it behind a login? See COCCINELLE_ACCESS_CLIENT_ID.`,
      );
    }
    const answer = parseJson(await response.text());
    if (response.ok) return answer;
    const refusal = ErrorAnswer.safeParse(answer).data?.error;
    throw new OpsFailure(
      refusal
        ? `${refusal.message} (${response.status} ${refusal.code})`
        : `${origin} answers ${response.status}`,
    );
  }

  async function request(method: Method, path: string, body?: object): Promise<Response> {
    const headers = {
      authorization: `Bearer ${key}`,
      "content-type": "application/json",
      ...accessHeaders(io.environment),
    };
    try {
      return await io.fetch(`${origin}/api${path}`, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
        // It would take the key along.
        redirect: "manual",
      });
    } catch (cause) {
      throw new OpsFailure(`${origin} cannot be reached`, EXIT_CODES.failed, { cause });
    }
  }

  return {
    tenantPath(path) {
      const tenant = options.tenant ?? io.environment.COCCINELLE_TENANT;
      if (tenant === "." || tenant === "..") throw new OpsFailure(`${tenant} is no tenant`, EXIT_CODES.usage);
      if (!tenant) throw new OpsFailure("name a tenant: --tenant, or COCCINELLE_TENANT", EXIT_CODES.usage);
      return `/tenants/${encodeURIComponent(tenant)}${path}`;
    },
    call,
    async list(path, query, most, item) {
      const items: unknown[] = [];
      let cursor: string | undefined;
      do {
        const limit = String(Math.min(PAGE_LIMIT, most - items.length));
        const page = parseAnswer(
          PageAnswer,
          await call("GET", `${path}${toSearch({ ...query, limit, cursor })}`),
        );
        items.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && items.length < most);
      return parseAnswer(z.array(item), items);
    },
  };
}

/** What lets a program pass Cloudflare Access, where that stands before the API. */
function accessHeaders({
  COCCINELLE_ACCESS_CLIENT_ID: id,
  COCCINELLE_ACCESS_CLIENT_SECRET: secret,
}: OpsIo["environment"]): Record<string, string> {
  return id && secret ? { "cf-access-client-id": id, "cf-access-client-secret": secret } : {};
}

/** A query as it stands in a URL; what is undefined is left out. */
export function toSearch(query: Query): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given)}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
