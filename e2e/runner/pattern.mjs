/** A glob of file names: `*` within a folder, `**` across, `?` one character, `{a,b}` either. */
export function glob(pattern) {
  let text = '';
  let depth = 0;
  for (let i = 0; i < pattern.length; i++) {
    const rest = pattern.slice(i);
    const c = pattern[i];
    if (rest.startsWith('**/')) [text, i] = [text + '(?:.*/)?', i + 2];
    else if (rest.startsWith('**')) [text, i] = [text + '.*', i + 1];
    else if (c === '*') text += '[^/]*';
    else if (c === '?') text += '[^/]';
    else if (c === '{') [text, depth] = [text + '(?:', depth + 1];
    else if (c === '}' && depth > 0) [text, depth] = [text + ')', depth - 1];
    else if (c === ',' && depth > 0) text += '|';
    else text += c.replace(/[.+^$()|[\]{}\\]/, '\\$&');
  }
  if (depth > 0) throw new Error(`the pattern ${pattern} has a brace that is not closed`);
  return new RegExp(`^${text}$`, 's');
}

/** Whether a list of filter patterns chooses a name; a later `!pattern` takes away what an earlier one chose. */
export function chooses(patterns, name) {
  return patterns.reduce((chosen, pattern) => {
    const taken = pattern.startsWith('!');
    return filter(taken ? pattern.slice(1) : pattern).test(name) ? !taken : chosen;
  }, false);
}

function filter(pattern) {
  // In GitHub's filters these are no wildcards but repetitions and classes, which nobody here uses.
  if (/[?+[\]{}]/.test(pattern)) throw new Error(`the filter pattern ${pattern} is not supported`);
  return glob(pattern);
}
