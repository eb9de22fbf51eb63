// Projects and tasks as specs make them, through the program's own forms.
import { uuidv7, type World } from './world.ts';

export interface Made {
  id: string;
  /** A project's key, or a task's such as `NGT-3`. */
  key: string;
  code: string;
}

/** A project of the spec's own: the two modes share a world, so each has its key. */
export async function newProject(world: World, letters: string, hydrated: boolean): Promise<Made> {
  const [id, key] = [uuidv7(), `${letters}${hydrated ? 'J' : 'N'}`];
  await world.post('/do/plan/create_project', { workspace: world.workspace.slug, id, title: `Of ${key}`, key });
  return { id, key, code: key };
}

export async function newTask(world: World, project: Made, title: string, more: Record<string, string> = {}): Promise<Made> {
  const id = uuidv7();
  const fields = { workspace: world.workspace.slug, id, project: project.id, title, ...more };
  const answer = (await world.post('/do/plan/create_task', fields)) as { said: { arg: string } };
  return { id, key: answer.said.arg, code: answer.said.arg };
}
