/** What must not be seen in logs: secrets, tokens, and what a step asked to hide. */
export class Masks {
  #values = new Set();

  /** Hides the value, each of its lines, and how it looks in Base64 and JSON. */
  add(value) {
    for (const part of [value, ...value.split(/\r?\n/)].map((each) => each.trim()).filter(Boolean)) {
      this.#values.add(part);
      this.#values.add(JSON.stringify(part).slice(1, -1));
      if (part.length >= 4) this.#values.add(Buffer.from(part).toString('base64').replace(/=+$/, ''));
    }
  }

  hide(text) {
    const longestFirst = [...this.#values].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((shown, value) => shown.replaceAll(value, '***'), text);
  }

  has(text) {
    return this.hide(text) !== text;
  }
}
