// Requests to the server that served the page.

/** Asks; never throws. `status` is 0 when the server could not be reached. */
export async function request(method, path, body) {
  try {
    const response = await fetch(path, {
      method, cache: 'no-store', headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { ok: response.ok, status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  } catch {
    return { ok: false, status: 0, body: undefined };
  }
}

/** Why a request was refused, in a sentence for a person. */
export function reason(answer) {
  return answer.body?.error?.message ?? (answer.status === 0 ? 'The server cannot be reached.' : `HTTP ${answer.status}`);
}

/** A name that no other message has; `crypto.randomUUID` needs a secure origin, which a local network is not. */
export function freshName() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
