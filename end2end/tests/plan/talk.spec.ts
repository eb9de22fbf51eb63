// A comment is said better, in Markdown, and one watches or not.
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

test('a comment is Markdown, is changed, and what it said before stays', async ({ signedIn: page, world, hydrated }) => {
  const code = await makeTask(world, hydrated ? 'Talk awake' : 'Talk asleep');
  await page.goto(world.at(`/t/${code}`));
  await expect(page.getByText('Nobody watches.')).toBeVisible();
  await page.getByLabel('Say something').fill('See NGT-1 and *soon*, @Ada.');
  await page.getByRole('button', { name: 'Send comment' }).click();
  await expect(page.getByRole('link', { name: 'NGT-1', exact: true })).toHaveAttribute('href', world.at('/t/NGT-1'));
  await expect(page.locator('.said em')).toHaveText('soon');
  await expect(page.locator('.said b.at')).toHaveText('@Ada');
  await expect(page.getByText('Watched by Ada Morgan.')).toBeVisible();

  await page.locator('summary', { hasText: 'Change' }).click();
  await page.getByLabel('Your comment').fill(' ');
  await page.locator('form', { has: page.getByLabel('Your comment') }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Your comment')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('Your comment').fill('Later.');
  await page.locator('form', { has: page.getByLabel('Your comment') }).getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('.said').filter({ hasText: 'Later.' })).toBeVisible();
  await page.locator('summary', { hasText: 'edited' }).click();
  await expect(page.locator('.edited del')).toContainText('See NGT-1');

  await page.getByRole('button', { name: 'Watch no more' }).click();
  await expect(page.getByText('Nobody watches.')).toBeVisible();
});

test('a comment is for a Group by name, and asks for whom', async ({ signedIn: page, world, hydrated }) => {
  const code = await makeTask(world, hydrated ? 'Named awake' : 'Named asleep');
  await page.goto(world.at(`/t/${code}`));
  const board = page.getByRole('checkbox', { name: 'Board' });
  await expect(board).toBeHidden();
  await page.getByRole('radio', { name: 'By name' }).check({ force: true });
  await expect(board).toBeVisible();
  await page.getByLabel('Say something').fill('For the board alone.');
  await page.getByRole('button', { name: 'Send comment' }).click();
  await expect(page.locator('.names .err')).toHaveText('Choose at least one person or Group.');
  await expect(page.getByLabel('Say something')).toHaveValue('For the board alone.');
  await board.check();
  await page.getByRole('button', { name: 'Send comment' }).click();
  const said = page.locator('.talk > li').filter({ hasText: 'For the board alone.' });
  await expect(said.getByText('Only for Board')).toBeVisible();
});

async function makeTask(world: World, title: string): Promise<string> {
  const answer = (await world.post('/do/plan/create_task', { workspace: world.workspace.slug, id: uuidv7(), project: world.projectId, title })) as { said: { arg: string } };
  return answer.said.arg;
}
