import { StepFailure } from './refusal.mjs';

const LEVELS = ['error', 'warning', 'notice'];
const IGNORED = ['debug', 'group', 'endgroup', 'echo', 'add-matcher', 'remove-matcher', 'save-state'];

/** The commands that a step writes to its log, such as `::error file=a.c,line=3::it is wrong`. */
export class LogCommands {
  outputs = {};
  failures = [];
  #annotations;
  #masks;
  #stopped;

  constructor(annotations, masks) {
    this.#annotations = annotations;
    this.#masks = masks;
  }

  /** Obeys a line of the log, when it is a command. */
  line(text) {
    const [, name, properties = '', value = ''] = /^\s*::([\w-]+)(?: ([^\n]*?))?::(.*)$/s.exec(text) ?? [];
    if (this.#stopped !== undefined) {
      if (name === this.#stopped) this.#stopped = undefined;
    } else if (name) {
      this.#obey(name.toLowerCase(), propertiesOf(properties), unescape(value));
    }
  }

  #obey(name, properties, value) {
    if (LEVELS.includes(name)) this.#annotations.push({ level: name, ...properties, message: this.#masks.hide(value) });
    else if (name === 'add-mask') this.#masks.add(value);
    else if (name === 'set-output') this.outputs[properties.name] = value;
    else if (name === 'stop-commands') this.#stopped = value;
    else if (!IGNORED.includes(name)) this.failures.push(`The command ${name} is not one, or is disabled`);
  }

  /** GitHub fails a step that uses a disabled command, such as set-env. */
  check() {
    if (this.failures.length) throw new StepFailure(this.failures.join('\n'));
  }
}

function propertiesOf(text) {
  const pairs = text
    .split(',')
    .map((pair) => /^\s*([^=]+)=(.*)$/s.exec(pair))
    .filter(Boolean);
  return Object.fromEntries(pairs.map(([, key, value]) => [key, unescape(value, true)]));
}

function unescape(text, inProperty = false) {
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  return (inProperty ? plain.replaceAll('%3A', ':').replaceAll('%2C', ',') : plain).replaceAll('%25', '%');
}
