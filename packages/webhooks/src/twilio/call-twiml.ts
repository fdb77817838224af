import type { VoiceSettings } from "@coccinelle/core";

const HEADER = '<?xml version="1.0" encoding="UTF-8"?>';
const DEFAULT_LANGUAGE = "fr-FR";
const DEFAULT_VOICE: VoiceSettings = {
  say: "Bonjour, et merci de votre appel. Personne ne peut vous répondre pour le moment. Au revoir.",
  language: DEFAULT_LANGUAGE,
};

/** What is no character of XML 1.0: Twilio would drop the call over one. */
const NO_XML_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/**
 * The TwiML that answers a call: the text is said, then the number rung, then, once that is over or nobody
 * took it, a message recorded. Without any of them, a polite sentence in French. Twilio posts what it
 * recorded to the URL that it had this from: answer that with `HANGUP_TWIML`, or the call begins anew.
 */
export function callTwiml(voice: VoiceSettings = {}): string {
  const { say, language = DEFAULT_LANGUAGE, dial, record } = voice;
  if (!say && !dial && !record) return callTwiml(DEFAULT_VOICE);
  const verbs = [
    say ? `<Say language="${escapeXml(language)}">${escapeXml(say)}</Say>` : "",
    dial ? `<Dial>${escapeXml(dial)}</Dial>` : "",
    record ? "<Record/>" : "",
  ];
  return `${HEADER}<Response>${verbs.join("")}<Hangup/></Response>`;
}

/** Ends a call. */
export const HANGUP_TWIML = `${HEADER}<Response><Hangup/></Response>`;

function escapeXml(text: string): string {
  return text.replace(NO_XML_CHARACTER, "").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
