// Another member of the world, who acts through the program's own forms.
import { request } from '@playwright/test';
import { post, uuidv7, type World } from './world.ts';
import type { Made } from './plan.ts';

export interface Colleague {
  name: string;
  /** As a member of the workspace. */
  id: string;
  post(endpoint: string, form: Record<string, string>): Promise<unknown>;
  /** Says something on a task, and gives back the comment's id. */
  say(task: Made, text: string): Promise<string>;
}

/** Invites somebody, who comes in and is put into a project. */
export async function newColleague(world: World, project: Made, name: string): Promise<Colleague> {
  const workspace = world.workspace.slug;
  const email = `${name.replace(/\W+/g, '.').toLowerCase()}.${Date.now()}@example.test`;
  const invited = (await world.post('/do/people/invite', { workspace, name, email, role: 'member' })) as { code: string };
  const api = await request.newContext({
    baseURL: world.baseURL,
    extraHTTPHeaders: { origin: world.baseURL, accept: 'application/json' },
  });
  await post(api, '/do/account/join', { code: invited.code, name, password: 'a heron on the weir' });
  const around = await api.get('/do/platform/around', { params: { workspace } });
  const { member } = (await around.json()) as { member: string };
  await world.post('/do/plan/add_to_project', { workspace, project: project.id, member, role: 'member' });
  const act = (endpoint: string, form: Record<string, string>) => post(api, endpoint, { workspace, ...form });
  return {
    name,
    id: member,
    post: act,
    say: async (task, text) => {
      const id = uuidv7();
      await act('/do/talk/add_comment', { id, record: task.id, text });
      return id;
    },
  };
}
