export async function history() {}
