-- Saved views: what the address of a list or a calendar says, under a name. Whose tasks they are of is the record's project,
-- or the place where there is none; who may see them is the record's audience.
CREATE TABLE saved_view (
    workspace BLOB NOT NULL,
    id BLOB NOT NULL,
    -- Whose it is: the record's maker.
    member BLOB NOT NULL,
    place TEXT NOT NULL,
    page TEXT NOT NULL,
    name TEXT NOT NULL,
    name_folded TEXT NOT NULL,
    -- A pair name=value on each line.
    query TEXT NOT NULL,
    PRIMARY KEY (workspace, id),
    FOREIGN KEY (workspace, id) REFERENCES record (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX saved_view_place ON saved_view (workspace, place);
CREATE INDEX saved_view_member ON saved_view (workspace, member);

-- Whoever keeps a view at hand.
CREATE TABLE view_pin (
    workspace BLOB NOT NULL,
    member BLOB NOT NULL,
    view BLOB NOT NULL,
    PRIMARY KEY (workspace, member, view),
    FOREIGN KEY (workspace, view) REFERENCES saved_view (workspace, id),
    FOREIGN KEY (workspace, member) REFERENCES member (workspace, id)
) STRICT;
CREATE INDEX view_pin_view ON view_pin (workspace, view);
