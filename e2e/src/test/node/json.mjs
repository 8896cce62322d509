// GitHub's packages import JSON as bundlers take it; Node wants to be told that it is JSON.
export async function load(url, context, next) {
  return next(url, url.endsWith(".json") ? { ...context, importAttributes: { ...context.importAttributes, type: "json" } } : context);
}
