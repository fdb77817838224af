import { ConflictError, NotFoundError } from "@coccinelle/core";
import { beginEditedReplay, findDeadLetter } from "@coccinelle/db";
import * as z from "zod";
import { forecastReplay } from "../replays/forecast-replay.ts";
import { EditedContent, makeEditedEvent } from "../replays/make-edited-event.ts";
import { startReplay } from "../replays/start-replay.ts";
import { invalidRequest } from "./api-error.ts";
import { OperatorReason } from "./dead-letter-selection.ts";
import { jsonResponse } from "./json-response.ts";
import type { OperationContext } from "./operation.ts";

/** A queue message may have 128 KB; the rest is for what the queue adds to it. */
const MAX_EVENT_BYTES = 127_000;

export const EditBody = z.strictObject({
  event: EditedContent.describe("The whole event; its id is made anew"),
  reason: OperatorReason,
  dryRun: z.boolean().default(false),
});

/**
 * Sends an event that an operator made of a dead letter, or tells what that would do.
 *
 * @throws ApiError 400 where nothing is changed, or the tenant is, or no queue message can hold it
 * @throws ConflictError where a replay has the dead letter in hand
 */
export async function editDeadLetter(
  env: Env,
  { tenantId, id }: { tenantId: string | null; id: string },
  { event: content, reason, dryRun }: z.output<typeof EditBody>,
  { actor, audit }: OperationContext,
): Promise<Response> {
  audit({ reason });
  const deadLetter = await findDeadLetter(env.DB, tenantId, id);
  if (!deadLetter) throw new NotFoundError("dead letter: there is none with this id");
  if (content.tenantId !== tenantId) {
    throw invalidRequest([{ path: "event.tenantId", message: "cannot be changed" }]);
  }
  const { event, difference } = await makeEditedEvent(deadLetter, content);
  if (difference.length === 0) {
    throw invalidRequest([{ path: "event", message: "is the same as before: replay it instead" }]);
  }
  if (new TextEncoder().encode(JSON.stringify(event)).byteLength > MAX_EVENT_BYTES) {
    throw invalidRequest([{ path: "event", message: `is larger than ${MAX_EVENT_BYTES} bytes` }]);
  }
  const edit = { eventId: event.id, originEventId: event.originEventId, difference };
  if (dryRun) {
    const [forecast] = await forecastReplay([{ id, event }], {
      db: env.DB,
      newId: () => crypto.randomUUID(),
    });
    return jsonResponse(200, { id: null, ...edit, forecast });
  }
  if (deadLetter.inReplay) throw new ConflictError("dead letter: a replay has it in hand; cancel that first");

  const ref = { tenantId, replayId: crypto.randomUUID() };
  const act = { actor: { id: actor.id, name: actor.name }, reason, at: new Date() };
  await startReplay(env, ref, () => beginEditedReplay(env.DB, ref, { originalId: id, event }, act));
  audit({ count: 1 });
  return jsonResponse(202, { id: ref.replayId, ...edit });
}
