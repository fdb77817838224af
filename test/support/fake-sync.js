import { WorkerEntrypoint } from "cloudflare:workers";

/** By tenant: what was asked, and what to answer with. */
const calls = new Map();
const answers = new Map();
const statuses = new Map();

const IDLE = {
  ok: true,
  syncStatus: "idle",
  isRunning: false,
  nextPassAt: null,
  heldUntil: null,
  heldBy: null,
};

/** Stands in for the sync Worker: notes each call, and answers it as the tenant's test said, or else with `ok`. */
export default class FakeSync extends WorkerEntrypoint {
  setAnswer(tenantId, answer) {
    answers.set(tenantId, answer);
  }
  listCalls(tenantId) {
    return calls.get(tenantId) ?? [];
  }
  setStatus(tenantId, status) {
    statuses.set(tenantId, status);
  }
  status({ tenantId }) {
    return statuses.get(tenantId) ?? IDLE;
  }
  requestSync(ref) {
    return answerTo("requestSync", ref);
  }
  pause(ref) {
    return answerTo("pause", ref);
  }
  resume(ref) {
    return answerTo("resume", ref);
  }
  resync(ref) {
    return answerTo("resync", ref);
  }
  setUp(ref) {
    return answerTo("setUp", ref);
  }
  authorize(ref, origin) {
    return answerTo("authorize", ref, origin);
  }
}

function answerTo(method, { tenantId, integrationId }, ...args) {
  calls.set(tenantId, [...(calls.get(tenantId) ?? []), [method, integrationId, ...args]]);
  return answers.get(tenantId) ?? { ok: true };
}
