package utskick.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import utskick.kernel.StartProblem;

/// What the role may do that the program works as, while another one owns the schemas and migrates them.
///
/// It owns all tables (an import makes and drops its own, and `ANALYZE` is the owner's) but those whose comment begins
/// with `only grows`: of these it may read and add rows and nothing else, and because the schemas are not its own it
/// cannot drop them either.
public final class ApplicationRole {

    /// One statement, so that another node at the same start finds all or nothing.
    private static final String EQUIP = """
            DO $$
            DECLARE
                app text := current_setting('utskick.application');
                s record;
                t record;
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtext('utskick.application'));
                -- an import's keys come from joins with locked tables; looking each of them up again costs a quarter of it
                IF current_setting('is_superuser') = 'on'
                   AND NOT has_parameter_privilege(app, 'session_replication_role', 'SET') THEN
                    EXECUTE format('GRANT SET ON PARAMETER session_replication_role TO %I', app);
                END IF;
                FOR s IN
                    SELECT nspname, pg_get_userbyid(nspowner) AS owner FROM pg_namespace
                    WHERE pg_get_userbyid(nspowner) IN (current_user, app) AND nspname <> 'public' AND nspname !~ '^pg_'
                      AND nspname <> 'information_schema'
                LOOP
                    IF s.owner = app THEN
                        EXECUTE format('ALTER SCHEMA %I OWNER TO %I', s.nspname, current_user);
                    END IF;
                    IF NOT has_schema_privilege(app, s.nspname, 'USAGE, CREATE')
                       OR NOT has_schema_privilege(app, s.nspname, 'CREATE') THEN
                        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO %I', s.nspname, app);
                    END IF;
                END LOOP;
                FOR t IN
                    SELECT c.oid, c.relkind, n.nspname, c.relname, pg_get_userbyid(c.relowner) AS owner,
                           coalesce(obj_description(c.oid, 'pg_class'), '') LIKE 'only grows%' AS only_grows,
                           coalesce(obj_description(c.oid, 'pg_class'), '') LIKE 'only grows by %' AS by_function,
                           c.relkind = 'S' AND EXISTS (SELECT FROM pg_depend d
                                                       WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')) AS of_column
                    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                    WHERE n.nspowner = current_user::regrole AND n.nspname <> 'public' AND n.nspname !~ '^pg_'
                      AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                LOOP
                    IF t.relkind = 'v' THEN
                        IF NOT has_table_privilege(app, t.oid, 'SELECT') THEN
                            EXECUTE format('GRANT SELECT ON %I.%I TO %I', t.nspname, t.relname, app);
                        END IF;
                    ELSIF t.only_grows THEN
                        IF t.owner = app THEN
                            EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', t.nspname, t.relname, current_user);
                            EXECUTE format('REVOKE ALL ON %I.%I FROM %I', t.nspname, t.relname, app);
                        END IF;
                        IF t.by_function THEN
                            IF has_table_privilege(app, t.oid, 'INSERT') OR NOT has_table_privilege(app, t.oid, 'SELECT') THEN
                                EXECUTE format('REVOKE ALL ON %I.%I FROM %I', t.nspname, t.relname, app);
                                EXECUTE format('GRANT SELECT ON %I.%I TO %I', t.nspname, t.relname, app);
                            END IF;
                        ELSIF NOT has_table_privilege(app, t.oid, 'INSERT') THEN
                            EXECUTE format('GRANT SELECT, INSERT ON %I.%I TO %I', t.nspname, t.relname, app);
                            IF current_setting('server_version_num')::integer >= 170000 THEN -- ANALYZE
                                EXECUTE format('GRANT MAINTAIN ON %I.%I TO %I', t.nspname, t.relname, app);
                            END IF;
                        END IF;
                    ELSIF t.owner <> app AND NOT t.of_column THEN
                        EXECUTE format('ALTER TABLE %I.%I OWNER TO %I', t.nspname, t.relname, app);
                    END IF;
                END LOOP;
            END $$
            """;

    private ApplicationRole() {}

    /// Gives the role what it needs of everything that there is now. To be called after each migration.
    ///
    /// @param owner connections of the role that owns the schemas
    /// @throws StartProblem if the owner may not hand its tables to the role
    public static void equip(DataSource owner, String role) {
        try (Connection connection = owner.getConnection();
                var name = connection.prepareStatement("SELECT set_config('utskick.application', ?, false)");
                var equip = connection.createStatement()) {
            name.setString(1, role);
            name.execute();
            equip.execute(EQUIP);
        } catch (SQLException e) {
            throw new StartProblem("""
                    The tables of the database could not be handed to the role %s: %s
                    UTSKICK_DB_OWNER_USER must be a member of it: GRANT %s TO the owner.""".formatted(role, e.getMessage(), role), e);
        }
    }
}
