/** Asks an Elasticsearch by its address, and as its user where it has one; answers the status and the parsed body. */
export async function askElasticsearch({ url, user }, method, path, body) {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(user !== undefined && { authorization: `Basic ${btoa(`${user.name}:${user.password}`)}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
