import { data, Evaluator, Lexer, Parser } from '@actions/expressions';
import { TokenType as LexerToken } from '@actions/expressions/lexer';
import { TokenType } from './github-parser.mjs';
import { StepFailure } from './refusal.mjs';

const CONTEXTS = 'github env job steps runner secrets strategy matrix needs inputs vars'.split(' ');

/** What an expression can see: the contexts as plain values, and functions of plain values beside GitHub's own. */
export class Scope {
  #contexts;
  #functions;

  constructor(contexts, functions = {}) {
    this.#contexts = wrap(Object.fromEntries(CONTEXTS.map((name) => [name, contexts[name] ?? {}])));
    this.#functions = new Map(
      Object.entries(functions).map(([name, call]) => [
        name.toLowerCase(),
        { name, minArgs: 0, maxArgs: 255, call: (...args) => wrap(call(...args.map(unwrap))) },
      ]),
    );
  }

  /** The value of an expression, without its braces, as a plain value. */
  evaluate(expression) {
    return unwrap(this.#evaluate(expression));
  }

  /** Whether a condition holds, as `if:` has it. */
  holds(condition) {
    const value = this.evaluate(condition);
    return value !== null && value !== false && value !== '' && value !== 0 && !Number.isNaN(value);
  }

  #evaluate(expression) {
    const tokens = new Lexer(expression).lex().tokens.map(unquote);
    const tree = new Parser(tokens, CONTEXTS, [...this.#functions.values()]).parse();
    return new Evaluator(tree, this.#contexts, this.#functions).evaluate();
  }

  /** A token of the workflow as a plain value, its expressions evaluated. */
  read(token) {
    switch (token?.templateTokenType) {
      case undefined:
        return undefined;
      case TokenType.BasicExpression:
        return this.evaluate(token.expression);
      case TokenType.Mapping:
        return Object.fromEntries([...token].map(({ key, value }) => [this.text(key), this.read(value)]));
      case TokenType.Sequence:
        return [...token].map((item) => this.read(item));
      case TokenType.Null:
        return null;
      case TokenType.InsertExpression:
        throw new StepFailure('${{ insert }} is not supported');
      default:
        return token.value;
    }
  }

  /** A token that must be a scalar, as text. */
  text(token) {
    if (token?.templateTokenType === TokenType.BasicExpression) {
      const value = this.#evaluate(token.expression);
      if (!value.primitive) throw new StepFailure(`${token.expression} is not a scalar`);
      return value.coerceString();
    }
    return token === undefined ? '' : String(token.value ?? '');
  }

  /** A mapping of texts, such as `env:` and `with:`. */
  texts(token) {
    if (token === undefined) return {};
    if (token.templateTokenType === TokenType.Mapping) {
      return Object.fromEntries([...token].map(({ key, value }) => [this.text(key), this.text(value)]));
    }
    const value = this.read(token);
    return Object.fromEntries(Object.entries(value ?? {}).map(([key, each]) => [key, String(each ?? '')]));
  }
}

/** GitHub's library undoes only the first doubled quote of a text (0.3.61); GitHub itself undoes each. */
function unquote(token) {
  return token.type === LexerToken.STRING
    ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") }
    : token;
}

function wrap(value) {
  return JSON.parse(JSON.stringify(value ?? null), data.reviver);
}

function unwrap(value) {
  return JSON.parse(JSON.stringify(value, data.replacer));
}
