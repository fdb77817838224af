import { describe, expect, it } from "vitest";
import { simulateApi } from "./simulated-api.ts";

const LETTER = {
  id: "letter-1",
  provider: "twilio",
  reason: "retries_exhausted",
  error: "the database does not answer",
  attempts: 17,
  status: "parked",
  lastFailedAt: "2026-11-22T08:00:00.000Z",
};

const REPLAY = {
  id: "replay-1",
  state: "running",
  total: 3,
  sent: 0,
  refused: 0,
  failedAgain: 0,
  notFound: 0,
  reason: "mended",
};

const INTEGRATION = {
  id: "integration-1",
  system: "hubspot",
  isActive: true,
  syncStatus: "error",
  lastSyncAt: null,
  pending: 4,
  failed: 1,
  lastError: "the CRM refuses the token",
};

function page(...items: unknown[]) {
  return { body: { items, nextCursor: null } };
}

describe("a command", () => {
  it("uses the tenant and the key of the environment", async () => {
    const api = simulateApi(page(LETTER));
    const { exitCode } = await api.run("dead-letters", "list");
    expect(exitCode).toBe(0);
    expect(api.asked).toEqual([
      {
        method: "GET",
        url: "http://127.0.0.1:8787/api/tenants/shop/dead-letters?limit=50",
        authorization: "Bearer key-1",
        access: [null, null],
        body: undefined,
      },
    ]);
  });

  it("takes the tenant and the origin from options before or after the command", async () => {
    const api = simulateApi(page(), page());
    await api.run("--tenant", "a b", "--url", "https://crm.example.com", "integrations", "list");
    await api.run("integrations", "list", "--tenant", "c");
    expect(api.asked.map(({ url }) => url)).toEqual([
      "https://crm.example.com/api/tenants/a%20b/integrations?limit=50",
      "http://127.0.0.1:8787/api/tenants/c/integrations?limit=50",
    ]);
  });

  it("finds the key of a local dev, and gives it to no other host", async () => {
    const api = simulateApi(page());
    api.environment.COCCINELLE_KEY = undefined;
    api.setLocalKey("local-key");
    await api.run("integrations", "list");
    expect(api.asked[0]?.authorization).toBe("Bearer local-key");
    const elsewhere = await api.run("integrations", "list", "--url", "https://crm.example.com");
    expect(elsewhere).toMatchObject({ exitCode: 2, err: expect.stringContaining("COCCINELLE_KEY") });
    expect(api.asked).toHaveLength(1);
  });

  it("says that a tenant is missing before it sends a request", async () => {
    const api = simulateApi();
    api.environment.COCCINELLE_TENANT = undefined;
    expect(await api.run("audit")).toMatchObject({ exitCode: 2, err: expect.stringContaining("--tenant") });
  });

  it("refuses a tenant that would be another path, and a URL of no host", async () => {
    const api = simulateApi();
    expect((await api.run("dead-letters", "list", "--tenant", "..")).exitCode).toBe(2);
    expect((await api.run("dead-letters", "list", "--url", "file:///x")).exitCode).toBe(2);
    expect(api.asked).toEqual([]);
  });

  it("refuses an option that it does not know", async () => {
    expect(await simulateApi().run("dead-letters", "list", "--raeson", "x")).toMatchObject({
      exitCode: 2,
      out: "",
      err: expect.stringContaining("--raeson"),
    });
  });

  it("shows its help as a success", async () => {
    const { exitCode, out } = await simulateApi().run("dead-letters", "--help");
    expect(exitCode).toBe(0);
    expect(out).toContain("replay");
  });

  it("prints the API's own message where the API refuses", async () => {
    const api = simulateApi({
      status: 404,
      body: { error: { code: "not_found", message: "dead letter: there is none with this id" } },
    });
    expect(await api.run("dead-letters", "show", "x/y")).toEqual({
      exitCode: 1,
      out: "",
      err: "dead letter: there is none with this id (404 not_found)\n",
    });
    expect(api.asked[0]?.url).toMatch(/\/dead-letters\/x%2Fy$/);
  });

  it("says which origin cannot be reached", async () => {
    expect(await simulateApi().run("audit")).toMatchObject({
      exitCode: 1,
      err: "http://127.0.0.1:8787 cannot be reached\n",
    });
  });
});

describe("an answer of another server", () => {
  it("is told as a redirect, or as not of this API", async () => {
    expect(await simulateApi({ status: 302, body: {} }).run("audit")).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("redirects to another page"),
    });
    expect(await simulateApi({ body: "<html>" }).run("audit")).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("not of this API"),
    });
  });

  it("is avoided with the credentials for Cloudflare Access", async () => {
    const api = simulateApi(page());
    api.environment.COCCINELLE_ACCESS_CLIENT_ID = "id";
    api.environment.COCCINELLE_ACCESS_CLIENT_SECRET = "secret";
    await api.run("audit");
    expect(api.asked[0]?.access).toEqual(["id", "secret"]);
  });
});

describe("a list", () => {
  it("is a table in which no text of an event moves the cursor", async () => {
    const api = simulateApi(page({ ...LETTER, error: "\u001b[31mred\u001b[0m" }));
    const { out } = await api.run("dead-letters", "list");
    expect(out).toContain("retries_exhausted");
    expect(out).not.toContain("\u001b");
  });

  it("shows one dead letter with all fields, and no text of its event turns the direction of the line", async () => {
    const api = simulateApi({ body: { ...LETTER, event: { text: "\u202eevil \u009b31m" } } });
    const { out } = await api.run("dead-letters", "show", "letter-1");
    expect(out).toContain("evil");
    expect(out).not.toMatch(/[\u202e\u009b]/);
  });

  it("is the API's own items as JSON", async () => {
    const { out } = await simulateApi(page({ ...LETTER, event: { more: 1 } })).run(
      "dead-letters",
      "list",
      "--json",
    );
    expect(JSON.parse(out)).toEqual([{ ...LETTER, event: { more: 1 } }]);
  });

  it("is read over several pages up to its limit", async () => {
    const full = Array.from({ length: 200 }, (_, index) => ({ ...LETTER, id: `letter-${index}` }));
    const api = simulateApi({ body: { items: full, nextCursor: "next" } }, page(LETTER));
    const { out } = await api.run("dead-letters", "list", "--limit", "250", "--json");
    expect(JSON.parse(out)).toHaveLength(201);
    expect(api.asked.map(({ url }) => new URL(url).search)).toEqual(["?limit=200", "?limit=50&cursor=next"]);
  });

  it("sends its filter to the API", async () => {
    const api = simulateApi(page());
    const { out } = await api.run(
      ...["dead-letters", "list", "--status", "parked", "--reason-class", "invalid_event"],
      ...["--since", "2026-11-01", "--until", "2026-11-22", "--source", "events"],
    );
    expect(out).toBe("There are none.\n");
    expect(Object.fromEntries(new URL(api.asked[0]?.url ?? "").searchParams)).toEqual({
      status: "parked",
      reason: "invalid_event",
      since: "2026-11-01",
      until: "2026-11-22",
      source: "events",
      limit: "50",
    });
  });

  it("refuses a limit of 0 and a status that does not exist", async () => {
    const api = simulateApi();
    expect((await api.run("dead-letters", "list", "--limit", "0")).exitCode).toBe(2);
    expect((await api.run("dead-letters", "list", "--status", "lost")).exitCode).toBe(2);
    expect(api.asked).toEqual([]);
  });
});

describe("dead-letters replay", () => {
  it("needs a reason", async () => {
    const api = simulateApi();
    expect(await api.run("dead-letters", "replay", "letter-1")).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining("--reason"),
    });
    expect(api.asked).toEqual([]);
  });

  it("refuses a command without ids or --all, and a filter beside ids", async () => {
    const api = simulateApi();
    expect((await api.run("dead-letters", "replay", "--reason", "why")).exitCode).toBe(2);
    expect((await api.run("dead-letters", "replay", "a", "--all", "--reason", "why")).exitCode).toBe(2);
    const both = ["dead-letters", "replay", "a", "--reason", "why", "--since", "2026-11-01"];
    expect((await api.run(...both)).exitCode).toBe(2);
    expect(api.asked).toEqual([]);
  });

  it("waits for the end, and shows the result", async () => {
    const api = simulateApi(
      { status: 202, body: REPLAY },
      { body: { ...REPLAY, sent: 2 } },
      { body: { ...REPLAY, sent: 3, state: "done", recorded: 3 } },
    );
    const { exitCode, out } = await api.run("dead-letters", "replay", "a", "b", "c", "--reason", "mended");
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^state +done$/m);
    expect(api.asked.map(({ method, url, body }) => [method, new URL(url).pathname, body])).toEqual([
      ["POST", "/api/tenants/shop/dead-letters/replay", { ids: ["a", "b", "c"], reason: "mended" }],
      ["GET", "/api/tenants/shop/replays/replay-1", undefined],
      ["GET", "/api/tenants/shop/replays/replay-1", undefined],
    ]);
    expect(api.slept).toHaveLength(2);
  });

  it("prints the replay's id before it waits, and continues after a failed poll", async () => {
    const away = { status: 503, body: { error: { code: "unavailable", message: "the database is away" } } };
    const api = simulateApi({ status: 202, body: REPLAY }, away, away, {
      body: { ...REPLAY, sent: 3, state: "done", recorded: 3 },
    });
    const { exitCode, err } = await api.run("dead-letters", "replay", "a", "--reason", "mended");
    expect(exitCode).toBe(0);
    expect(err).toMatch(/^Replay replay-1\n/);
    const gone = simulateApi({ status: 202, body: REPLAY }, ...Array.from({ length: 9 }, () => away));
    expect(await gone.run("dead-letters", "replay", "a", "--reason", "mended")).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining("the database is away"),
    });
  });

  it("shows the terminal's cursor again, however it ends", async () => {
    const api = simulateApi({ status: 202, body: REPLAY });
    const { exitCode, err } = await api.runOnTerminal("dead-letters", "replay", "a", "--reason", "mended");
    expect(exitCode).toBe(1);
    const [hidden, shown] = ["\u001b[?25l", "\u001b[?25h"].map((code) => err.lastIndexOf(code));
    expect(hidden).toBeGreaterThanOrEqual(0);
    expect(shown).toBeGreaterThan(hidden ?? 0);
  });

  it("ends with 3 where the queue did not take all", async () => {
    const api = simulateApi({ body: { ...REPLAY, state: "done", sent: 1, refused: 2, recorded: 1 } });
    expect(await api.run("replays", "watch", "replay-1")).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining("The queue took 1 of 3."),
    });
  });

  it("waits until all outcomes are known, where the API counts them", async () => {
    const sent = { ...REPLAY, sent: 3, state: "done" };
    const api = simulateApi(
      { status: 202, body: REPLAY },
      { body: { ...sent, recorded: 0 } },
      { body: { ...sent, recorded: 1, failedAgain: 1 } },
      { body: { ...sent, recorded: 1, failedAgain: 2 } },
    );
    expect(await api.run("dead-letters", "replay", "a", "--reason", "why")).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining("2 of 3 failed again."),
    });
    const uncounted = simulateApi({ status: 202, body: REPLAY }, { body: { ...sent, recorded: null } });
    expect(await uncounted.run("dead-letters", "replay", "a", "--reason", "why")).toMatchObject({
      exitCode: 0,
      err: expect.stringContaining("An event that fails again is parked again"),
    });
  });

  it("ends with 3 where an id does not exist", async () => {
    const nobody = { ...REPLAY, state: "done", total: 0, notFound: 1 };
    expect(
      await simulateApi({ status: 202, body: nobody }).run("dead-letters", "replay", "x", "--reason", "y"),
    ).toMatchObject({ exitCode: 3, err: expect.stringContaining("1 of the given ids do not exist.") });
    expect(
      await simulateApi({ body: { total: 0, notFound: 1 } }).run(
        "dead-letters",
        "discard",
        "x",
        "--reason",
        "y",
      ),
    ).toMatchObject({ exitCode: 3 });
  });

  it("ends with 3 where some of it failed again, or it was cancelled", async () => {
    const failed = simulateApi({
      status: 202,
      body: { ...REPLAY, state: "done", sent: 3, failedAgain: 1, recorded: 2 },
    });
    expect(await failed.run("dead-letters", "replay", "a", "--reason", "why")).toMatchObject({
      exitCode: 3,
      err: expect.stringContaining("1 of 3 failed again."),
    });
    const cancelled = simulateApi({ body: { ...REPLAY, state: "cancelled" } });
    expect(await cancelled.run("replays", "watch", "replay-1")).toMatchObject({ exitCode: 3 });
  });

  it("prints the forecast of a dry run", async () => {
    const api = simulateApi({
      body: {
        dryRun: true,
        total: 2,
        alreadySettled: 1,
        inOtherReplay: 0,
        notReplayable: 0,
        notFound: 2,
        items: [
          {
            id: "letter-1",
            outcome: "creates_customer",
            customer: { id: null, firstName: "Karim", lastName: "Ziani" },
            activity: { type: "message_received", channel: "sms" },
          },
          { id: "letter-2", outcome: "fails", reason: "invalid_event", error: "text: too long" },
        ],
        summary: { creates_customer: 1, adds_activity: 0, nothing: 0, fails: 1 },
      },
    });
    const { exitCode, out } = await api.run(
      ...["dead-letters", "replay", "--all", "--reason-class", "invalid_event"],
      ...["--reason", "why", "--dry-run"],
    );
    expect(exitCode).toBe(0);
    expect(out).toContain("2 would be sent again: 1 makes a customer, 1 fails again.");
    expect(out).toContain("Left out: 1 of another status, 2 that do not exist.");
    expect(out).toContain("Karim Ziani (new)");
    expect(out).toContain("text: too long");
    expect(api.asked.map(({ body }) => body)).toEqual([
      { filter: { reason: "invalid_event" }, reason: "why", dryRun: true },
    ]);
  });

  it("replays dead letters without a tenant, too", async () => {
    const api = simulateApi(
      { status: 202, body: REPLAY },
      { body: { ...REPLAY, sent: 3, state: "done", recorded: 3 } },
    );
    api.environment.COCCINELLE_TENANT = undefined;
    await api.run("dead-letters", "replay", "--unowned", "--all", "--reason", "the channel is there now");
    expect(api.asked.map(({ url }) => new URL(url).pathname)).toEqual([
      "/api/dead-letters/replay",
      "/api/replays/replay-1",
    ]);
  });
});

describe("the other commands", () => {
  it("discard with a reason", async () => {
    const api = simulateApi({ body: { dryRun: false, total: 1, notFound: 0 } });
    const { exitCode } = await api.run("dead-letters", "discard", "a", "--reason", "spam");
    expect(exitCode).toBe(0);
    expect(api.asked[0]?.body).toEqual({ ids: ["a"], reason: "spam" });
  });

  it("edit sends the file's event, and refuses one that is no JSON", async () => {
    const api = simulateApi({ status: 202, body: { id: "replay-1", difference: [] } });
    api.files.set("event.json", '{"text":"short"}');
    api.files.set("broken.json", "{");
    const edit = ["dead-letters", "edit", "letter-1", "--reason", "cut", "--file"];
    expect((await api.run(...edit, "broken.json")).exitCode).toBe(2);
    expect((await api.run(...edit, "event.json")).exitCode).toBe(0);
    expect(api.asked.map(({ url, body }) => [new URL(url).pathname, body])).toEqual([
      ["/api/tenants/shop/dead-letters/letter-1/edit", { event: { text: "short" }, reason: "cut" }],
    ]);
  });

  it.each(["sync", "pause", "resume", "resync"])("integrations %s", async (verb) => {
    const api = simulateApi({ status: 202, body: INTEGRATION });
    const { exitCode, out } = await api.run("integrations", verb, "integration-1");
    expect(exitCode).toBe(0);
    expect(out).toContain("the CRM refuses the token");
    expect(api.asked.map(({ method, url }) => [method, new URL(url).pathname])).toEqual([
      ["POST", `/api/tenants/shop/integrations/integration-1/${verb}`],
    ]);
  });

  it("overview shows the messages and everything that is stuck", async () => {
    const api = simulateApi({
      body: {
        since: "2026-11-22T08:00:00.000Z",
        until: "2026-11-22T09:00:00.000Z",
        messages: [{ hour: "2026-11-22T08:00:00.000Z", channel: "sms", count: 12 }],
        customersCreated: 5,
        deadLetters: [],
        integrations: [
          {
            id: "i",
            system: "hubspot",
            isActive: true,
            syncStatus: "needs_auth",
            lagSeconds: 61,
            failedPasses: 0,
            failedRecords: 2,
          },
        ],
      },
    });
    const { out } = await api.run("overview", "--since", "2026-11-22T08:00:00Z");
    expect(out).toContain("5 new customers");
    expect(out).toMatch(/sms +12/);
    expect(out).toContain("No dead letters are parked.");
    expect(out).toMatch(/hubspot +needs_auth +61/);
    expect(new URL(api.asked[0]?.url ?? "").search).toBe("?since=2026-11-22T08%3A00%3A00Z");
  });

  it("keys create shows the key", async () => {
    const key = {
      ...{ id: "k", role: "viewer", name: null, createdAt: "2026-11-22T08:00:00.000Z" },
      ...{ createdBy: "deployer", lastUsedAt: null, revokedAt: null, key: "the-key" },
    };
    const api = simulateApi({ status: 201, body: key });
    const { out } = await api.run("keys", "create", "--role", "viewer");
    expect(out).toMatch(/^key +the-key$/m);
    expect((await api.run("keys", "create", "--role", "king")).exitCode).toBe(2);
  });
});
