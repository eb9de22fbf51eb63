//! Clients, their people, and whose project it is.

use domain::access::{Comment, ManageClients, ManageProject};
use domain::audience::Audience;
use domain::clients::Part;
use domain::form;
use domain::id::{ContactId, RecordId};
use domain::refusal::{Code, Refused};
use store::door::grant;
use store::live;
use store::plan::project;
use store::{clients, trash, undo};
use uuid::Uuid;

use crate::world::{Outcome, Who, World, act, refused};

both!(
    a_client_is_found_by_name_or_id,
    renaming_merges_and_is_undone,
    a_client_in_the_trash_is_nobodys,
    contacts_come_leave_and_come_back,
    a_contact_is_called_as_the_team_calls_them,
    whoever_looks_after_clients_hears_of_their_contacts,
    a_part_is_for_contacts_of_the_projects_client,
    contacts_leave_with_their_client_and_come_back_by_undo,
    what_was_written_for_one_client_keeps_another_away,
    clients_are_for_those_who_look_after_them,
);

async fn rename(world: &World, who: Who, client: Uuid, was: &str, name: &str) -> Outcome {
    let form = form::RenameClient {
        name: name.into(),
        name_was: was.into(),
        ..Default::default()
    };
    let key = world.may::<ManageClients>(who).await;
    clients::rename_client(&world.db, &key, &act(), RecordId(client), &form).await
}

async fn of(world: &World, who: Who, project: Uuid, client: Option<Uuid>) -> Outcome {
    let key = world.may_on::<ManageProject>(who, project).await;
    let client = client.map(RecordId);
    clients::set_client(&world.db, &key, &act(), client).await
}

async fn contact(world: &World, client: Uuid, name: &str) -> ContactId {
    let key = world.may::<ManageClients>(Who::Lena).await;
    let email = format!("{}@harbour.test", name.to_lowercase());
    clients::add_contact(&world.db, &key, &act(), RecordId(client), &email, name)
        .await
        .unwrap()
        .what
}

async fn place(world: &World, project: Uuid, contact: ContactId, part: Option<Part>) -> Outcome {
    let key = world.may_on::<ManageProject>(Who::Olga, project).await;
    clients::place_contact(&world.db, &key, &act(), contact, part).await
}

async fn parts(world: &World, project: Uuid) -> Vec<(String, bool)> {
    let sight = world.sight(Who::Olga).await;
    let list = clients::contacts_of_project(&world.db, &sight, RecordId(project))
        .await
        .unwrap();
    list.into_iter().map(|c| (c.name, c.decides)).collect()
}

async fn client_of(world: &World) -> Option<String> {
    let sight = world.sight(Who::Olga).await;
    let project = project::project(&world.db, &sight, "OTH").await.unwrap();
    project.client
}

async fn a_client_is_found_by_name_or_id(world: World) {
    let key = world.may::<ManageClients>(Who::Lena).await;
    let found = async |which: &str| clients::client(&world.db, &key, which).await;
    assert_eq!(found("harbour").await.unwrap().id, world.cast.harbour);
    assert_eq!(found("HARBOUR").await.unwrap().id, world.cast.harbour);
    let id = world.cast.quay.to_string();
    assert_eq!(found(&id).await.unwrap().name, "Quay");
    for nothing in ["", "har", "\u{0}", &Uuid::now_v7().to_string()] {
        assert_eq!(refused(found(nothing).await), Refused::Absent, "{nothing}");
    }
    // Two whose names addresses write alike are found by their ids.
    rename(&world, Who::Lena, world.cast.quay, "Quay", "Harbour!")
        .await
        .unwrap();
    assert_eq!(refused(found("harbour").await), Refused::Absent);
    assert_eq!(found(&id).await.unwrap().name, "Harbour!");
}

async fn renaming_merges_and_is_undone(world: World) {
    let quay = world.cast.quay;
    let done = rename(&world, Who::Lena, quay, "Quay", "Kai")
        .await
        .unwrap();
    let stale = refused(rename(&world, Who::Olga, quay, "Quay", "Wharf").await);
    assert!(
        matches!(stale, Refused::Stale { ref theirs, .. } if theirs == "Kai"),
        "{stale:?}"
    );
    assert_eq!(
        refused(rename(&world, Who::Lena, quay, "Kai", "harbour").await),
        Refused::field_with("name", Code::Taken, "harbour")
    );
    let key = world.may::<ManageClients>(Who::Olga).await;
    let about = undo::about_client(&world.db, &key, done.seq).await.unwrap();
    assert_eq!((about.record, about.record_kind.as_str()), (quay, "client"));
    let undone = undo::undo(&world.db, &key, &act(), done.seq).await.unwrap();
    let name = async || clients::client(&world.db, &key, &quay.to_string()).await;
    assert_eq!(name().await.unwrap().name, "Quay");
    undo::undo(&world.db, &key, &act(), undone.seq)
        .await
        .unwrap();
    assert_eq!(name().await.unwrap().name, "Kai");
    world.assert_whole().await;
}

async fn a_client_in_the_trash_is_nobodys(world: World) {
    of(&world, Who::Olga, world.cast.oth, Some(world.cast.quay))
        .await
        .unwrap();
    let key = world.may::<ManageClients>(Who::Lena).await;
    let quay = RecordId(world.cast.quay);
    trash::put(&world.db, &key, &act(), quay).await.unwrap();
    assert_eq!(client_of(&world).await, None);
    let listed = clients::trashed(&world.db, &key).await.unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((listed[0].name.as_str(), listed[0].id), ("Quay", quay.0));
    // Nothing is for a client who is not there.
    let said = domain::talk::NewComment {
        id: RecordId(Uuid::now_v7()),
        text: "For you".into(),
        audience: Audience::Client,
        named: vec![],
    };
    let says = world.may_on::<Comment>(Who::Olga, world.cast.oth).await;
    let on = RecordId(world.cast.oth);
    assert_eq!(
        refused(store::talk::add_comment(&world.db, &says, &act(), on, &said).await),
        Refused::field("audience", Code::NoClient)
    );
    trash::restore(&world.db, &key, &act(), quay).await.unwrap();
    assert_eq!(client_of(&world).await, Some("Quay".into()));
}

async fn contacts_come_leave_and_come_back(world: World) {
    let (harbour, ngt) = (world.cast.harbour, world.cast.ngt);
    let dora = contact(&world, harbour, "Dora").await;
    let key = world.may::<ManageClients>(Who::Lena).await;
    let taken = clients::add_contact(
        &world.db,
        &key,
        &act(),
        RecordId(harbour),
        "DORA@harbour.test",
        "Dora",
    )
    .await;
    assert_eq!(
        refused(taken),
        Refused::field_with("email", Code::Taken, "DORA@harbour.test")
    );
    place(&world, ngt, dora, Some(Part::Decides)).await.unwrap();
    let key = world.may::<ManageClients>(Who::Lena).await;
    clients::remove_contact(&world.db, &key, &act(), dora)
        .await
        .unwrap();
    assert!(parts(&world, ngt).await.is_empty());
    let key = world.may::<ManageClients>(Who::Lena).await;
    assert_eq!(
        refused(clients::remove_contact(&world.db, &key, &act(), dora).await),
        Refused::Absent
    );
    // The same address is the same contact, with no part in anything.
    assert_eq!(contact(&world, harbour, "Dora").await, dora);
    assert!(parts(&world, ngt).await.is_empty());
    world.assert_whole().await;
}

/// Somebody who has an account here or elsewhere: an address that is typed does not tell what its holder calls themselves.
async fn a_contact_is_called_as_the_team_calls_them(world: World) {
    let harbour = world.cast.harbour;
    let add = async |name: &str| {
        let key = world.may::<ManageClients>(Who::Lena).await;
        let client = RecordId(harbour);
        clients::add_contact(&world.db, &key, &act(), client, &Who::Mo.email(), name)
            .await
            .unwrap()
            .what
    };
    let called = async || -> Vec<String> {
        let key = world.may::<ManageClients>(Who::Lena).await;
        let list = clients::contacts(&world.db, &key, RecordId(harbour)).await;
        list.unwrap().into_iter().map(|one| one.name).collect()
    };
    let first = add("Mr M. of Harbour").await;
    assert!(called().await.contains(&"Mr M. of Harbour".to_owned()));
    place(&world, world.cast.ngt, first, Some(Part::Informs))
        .await
        .unwrap();
    assert_eq!(
        parts(&world, world.cast.ngt).await,
        [("Mr M. of Harbour".to_owned(), false)]
    );
    // Whoever comes back is called as they are then.
    let key = world.may::<ManageClients>(Who::Lena).await;
    clients::remove_contact(&world.db, &key, &act(), first)
        .await
        .unwrap();
    assert_eq!(add("Maurice").await, first);
    assert!(called().await.contains(&"Maurice".to_owned()));
    world.assert_whole().await;
}

async fn whoever_looks_after_clients_hears_of_their_contacts(world: World) {
    let (harbour, db) = (world.cast.harbour, &world.db);
    let lena = world.sight(Who::Lena).await;
    let before = live::head(db, &lena).await.unwrap();
    contact(&world, harbour, "Dora").await;
    let heard = async |who: Who| {
        let sight = world.sight(who).await;
        let ticks = live::since(db, &sight, before, 10).await.unwrap();
        ticks.iter().any(|tick| tick.record == Some(harbour))
    };
    assert!(heard(Who::Lena).await && heard(Who::Olga).await);
    assert!(!heard(Who::Mo).await, "a member does not read contacts");
}

async fn a_part_is_for_contacts_of_the_projects_client(world: World) {
    let ngt = world.cast.ngt;
    let dora = contact(&world, world.cast.harbour, "Dora").await;
    let quentin = contact(&world, world.cast.quay, "Quentin").await;
    place(&world, ngt, dora, Some(Part::Informs)).await.unwrap();
    assert_eq!(parts(&world, ngt).await, [("Dora".into(), false)]);
    let done = place(&world, ngt, dora, Some(Part::Decides)).await.unwrap();
    assert_eq!(parts(&world, ngt).await, [("Dora".into(), true)]);
    // The same again is no event.
    let again = place(&world, ngt, dora, Some(Part::Decides)).await.unwrap();
    assert_eq!(again.seq, done.seq);
    place(&world, ngt, dora, None).await.unwrap();
    assert!(parts(&world, ngt).await.is_empty());
    for (project, contact) in [(ngt, quentin), (world.cast.oth, dora)] {
        assert_eq!(
            refused(place(&world, project, contact, Some(Part::Informs)).await),
            Refused::Absent
        );
    }
}

async fn contacts_leave_with_their_client_and_come_back_by_undo(world: World) {
    let (oth, quay, harbour) = (world.cast.oth, world.cast.quay, world.cast.harbour);
    of(&world, Who::Olga, oth, Some(quay)).await.unwrap();
    let quentin = contact(&world, quay, "Quentin").await;
    place(&world, oth, quentin, Some(Part::Decides))
        .await
        .unwrap();
    let changed = of(&world, Who::Olga, oth, Some(harbour)).await.unwrap();
    assert!(parts(&world, oth).await.is_empty());
    let key = world.may_on::<ManageProject>(Who::Olga, oth).await;
    let undone = undo::undo(&world.db, &key, &act(), changed.seq)
        .await
        .unwrap();
    assert_eq!(client_of(&world).await, Some("Quay".into()));
    assert_eq!(parts(&world, oth).await, [("Quentin".into(), true)]);
    let key = world.may_on::<ManageProject>(Who::Olga, oth).await;
    undo::undo(&world.db, &key, &act(), undone.seq)
        .await
        .unwrap();
    assert_eq!(client_of(&world).await, Some("Harbour".into()));
    assert!(parts(&world, oth).await.is_empty());
    of(&world, Who::Olga, oth, None).await.unwrap();
    assert_eq!(client_of(&world).await, None);
    world.assert_whole().await;
}

async fn what_was_written_for_one_client_keeps_another_away(world: World) {
    // Lena wrote to Harbour once.
    let said = Refused::field_with("client", Code::SaidToClient, "1");
    for client in [Some(world.cast.quay), None] {
        assert_eq!(
            refused(of(&world, Who::Lena, world.cast.ngt, client).await),
            said
        );
    }
    // In the trash it can come back.
    let key = world.may_on::<Comment>(Who::Lena, world.cast.ngt).await;
    let comment = RecordId(world.cast.client_comment);
    trash::put(&world.db, &key, &act(), comment).await.unwrap();
    let quay = Some(world.cast.quay);
    assert_eq!(
        refused(of(&world, Who::Lena, world.cast.ngt, quay).await),
        said
    );
    // A client of another workspace, and what is no client, are nothing.
    for nothing in [world.cast.fgn, world.cast.ngt_1, Uuid::now_v7()] {
        assert_eq!(
            refused(of(&world, Who::Olga, world.cast.oth, Some(nothing)).await),
            Refused::Absent
        );
    }
}

async fn clients_are_for_those_who_look_after_them(world: World) {
    for who in [Who::Mo, Who::Otto, Who::Obi] {
        let signed = world.signed(who).await;
        let key = grant::granted::<ManageClients>(&world.db, &signed, &world.cast.slug).await;
        assert_eq!(refused(key), Refused::Absent, "{who:?}");
    }
    // Lena is in NGT only: of the clients' projects she reads those.
    of(&world, Who::Olga, world.cast.oth, Some(world.cast.harbour))
        .await
        .unwrap();
    for (who, projects) in [(Who::Lena, 1), (Who::Olga, 2)] {
        let (key, sight) = (world.may(who).await, world.sight(who).await);
        let list = clients::clients(&world.db, &key, &sight).await.unwrap();
        let harbour = list.iter().find(|c| c.name == "Harbour").unwrap();
        assert_eq!((harbour.projects, harbour.contacts), (projects, 1));
        let id = RecordId(world.cast.harbour);
        let own = project::of_client(&world.db, &sight, id).await.unwrap();
        assert_eq!(own.len() as i64, projects);
    }
}
