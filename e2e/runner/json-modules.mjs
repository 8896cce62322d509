// GitHub's parser imports its schema as JSON without the attribute that Node asks for; this adds it.
export async function load(url, context, next) {
  return next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);
}
