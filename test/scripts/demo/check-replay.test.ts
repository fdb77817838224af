import { describe, expect, it } from "vitest";
import { checkReplay } from "../../../scripts/demo/check-replay.ts";
import type { CustomerWithTimeline } from "../../../scripts/demo/operators-api.ts";
import type { ReplayOutcome } from "../../../scripts/demo/run-replay.ts";
import { REPLAY_REASON, REPLAYED } from "../../../scripts/demo/scenario.ts";

function ann(...texts: string[]): CustomerWithTimeline[] {
  const timeline = texts.map((description) => ({
    ...{ id: description, type: "message_received", channel: "sms", metadata: null, createdAt: null },
    description,
  }));
  const [firstName = "", lastName = ""] = REPLAYED.customer.split(" ");
  // The object holds only the fields that the checks read.
  return [{ firstName, lastName, timeline } as CustomerWithTimeline];
}

/** The result of a run without faults. */
function goodOutcome(): ReplayOutcome {
  const replay = { id: "replay", state: "done", total: 1, sent: 1 };
  return {
    hopeless: { items: [{ id: "letter", outcome: "fails" }] },
    forecast: { items: [{ id: "letter", outcome: "adds_activity" }] },
    customersBefore: ann("Hi"),
    customersAfter: ann("Hi", REPLAYED.text),
    replay,
    deadLetter: { status: "replayed" } as ReplayOutcome["deadLetter"],
    again: { ...replay, total: 0, sent: 0 },
    audit: [
      {
        actor: { id: "deployer" },
        action: "POST /api/dead-letters/replay",
        ...{ reason: REPLAY_REASON, count: 1, status: 202 },
      },
    ],
  };
}

function failedStatements(outcome: ReplayOutcome): string[] {
  return checkReplay(outcome).flatMap(({ statement, problems }) => (problems.length > 0 ? [statement] : []));
}

describe("checkReplay", () => {
  it("finds nothing wrong with a run without fault", () => {
    expect(failedStatements(goodOutcome())).toEqual([]);
  });

  it("finds a dry run that foretold something else, and one that did it", () => {
    const foretold = { items: [{ id: "letter", outcome: "creates_customer" }] };
    expect(failedStatements({ ...goodOutcome(), forecast: foretold })).toEqual([
      expect.stringMatching(/^Dry runs/),
    ]);
    const done = { ...goodOutcome(), customersBefore: ann("Hi", REPLAYED.text) };
    expect(failedStatements(done)).toContainEqual(expect.stringMatching(/^Dry runs/));
  });

  it.each([
    ["that sent nothing", { replay: { id: "replay", state: "done", total: 1, sent: 0 } }],
    ["that doubled its activity", { customersAfter: ann("Hi", REPLAYED.text, REPLAYED.text) }],
    ["that lost it", { customersAfter: ann("Hi") }],
    ["that could be repeated", { again: { id: "replay", state: "running", total: 1, sent: 0 } }],
    ["whose dead letter is parked still", { deadLetter: undefined }],
  ])("finds a replay %s", (_what, fault) => {
    expect(failedStatements({ ...goodOutcome(), ...fault })).toEqual([expect.stringMatching(/^The replay/)]);
  });

  it("finds an audit without the reason", () => {
    expect(failedStatements({ ...goodOutcome(), audit: [] })).toEqual([expect.stringMatching(/^The audit/)]);
  });
});
