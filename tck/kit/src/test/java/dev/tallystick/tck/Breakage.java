package dev.tallystick.tck;

import dev.tallystick.Decision;
import dev.tallystick.Guard;
import dev.tallystick.Outcome;
import dev.tallystick.Rule;
import dev.tallystick.http.FormFields;
import dev.tallystick.http.Methods;
import dev.tallystick.http.RequestView;
import dev.tallystick.http.SessionView;
import dev.tallystick.http.UrlEncoded;
import dev.tallystick.origin.Evidence;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The mistakes that real protections and adapters have been made with, one at a time: each shows the engine another request
 * than came, asks it for less, or does beside it what must not be done.
 */
enum Breakage {
    NONE,

    /** No mistake either: a server without WebSocket. */
    NO_WEBSOCKET {
        @Override
        boolean offersWebSocket() {
            return false;
        }
    },

    /** The token may stand in the query string. */
    TOKEN_FROM_THE_QUERY {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                public @Nullable FormFields form() {
                    FormFields form = super.form();
                    String query = query();
                    return form == null
                                    || query == null
                                    || !form.values("_csrf").isEmpty()
                            ? form
                            : FormFields.of(UrlEncoded.parse(query, StandardCharsets.UTF_8));
                }
            };
        }
    },

    /** An origin is the site's, or trusted, if it begins so. */
    ORIGINS_BY_PREFIX {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                List<String> lines(String name) {
                    return name.equals("Origin")
                            ? super.lines(name).stream()
                                    .map(line -> cut(line, "http://" + host()))
                                    .map(line -> cut(line, "https://bank.example"))
                                    .toList()
                            : super.lines(name);
                }

                private String cut(String line, String site) {
                    return line.startsWith(site) ? site : line;
                }

                private String host() {
                    return super.lines("Host").stream().findFirst().orElse("no host");
                }
            };
        }
    },

    /** Of several lines of a header, only the first is read. */
    FIRST_LINE_ONLY {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                List<String> lines(String name) {
                    return super.lines(name).stream().limit(1).toList();
                }
            };
        }
    },

    /** The unsafe methods are listed, and whatever isn't among them is safe. */
    UNSAFE_METHODS_LISTED {
        private final Set<String> unsafe = Set.of("POST", "PUT", "PATCH", "DELETE");

        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                public String method() {
                    return unsafe.contains(super.method()) ? super.method() : "GET";
                }
            };
        }
    },

    /** Tokens are bound to no login session. */
    NO_SESSION_BINDING {
        @Override
        Properties configuration(Properties properties) {
            return changed(properties, "session-binding", "none");
        }
    },

    /** Of several secret cookies the first counts, which may be a sibling host's. */
    PLANTED_COOKIE_WINS {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                List<String> lines(String name) {
                    return name.equals("Cookie")
                            ? super.lines(name).stream()
                                    .map(TinyApplication::distinct)
                                    .toList()
                            : super.lines(name);
                }
            };
        }
    },

    /** The shortest mount decides, so that one further in is never asked. */
    INNER_PROTECTION_SKIPPED {
        @Override
        Properties configuration(Properties properties) {
            String mounts = properties.getProperty("tallystick.mounts");
            if (mounts == null) {
                return properties;
            }
            List<String> all =
                    Arrays.stream(mounts.split(",")).map(String::strip).toList();
            return changed(
                    properties,
                    "mounts",
                    all.stream()
                            .filter(mount -> all.stream().noneMatch(other -> mount.startsWith(path(other) + "/")))
                            .collect(Collectors.joining(",")));
        }

        private String path(String mount) {
            return mount.substring(0, Math.max(mount.indexOf('='), 0));
        }
    },

    /** The mount is chosen by the path as sent, and the view by what is left of it. */
    PATH_BEFORE_NORMALISING {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                public String path() {
                    String path = super.path();
                    int end = path.replace('\\', '/').indexOf('/', 1);
                    return end < 1 ? path : path.substring(0, end) + "/x";
                }
            };
        }

        @Override
        @Nullable
        String routed(String path, @Nullable String unambiguous) {
            try {
                String decoded = URI.create(path.replace("\\", "%5C")).getPath();
                String plain =
                        decoded.replaceAll(";[^/]*", "").replace('\\', '/').replaceAll("//+", "/");
                return URI.create(plain).normalize().getPath();
            } catch (IllegalArgumentException e) {
                return unambiguous;
            }
        }
    },

    /** Methods are compared in any case. */
    METHOD_IN_ANY_CASE {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                public String method() {
                    return super.method().toUpperCase(Locale.ROOT);
                }
            };
        }
    },

    /** The lines of a header are joined by commas. */
    LINES_JOINED {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                List<String> lines(String name) {
                    List<String> lines = super.lines(name);
                    return lines.isEmpty() ? lines : List.of(String.join(", ", lines));
                }
            };
        }
    },

    /** Where there is no Origin, Referer isn't looked at. */
    REFERER_IGNORED {
        @Override
        RequestView shown(RequestView view) {
            return without("Referer", view);
        }
    },

    /** Fetch metadata isn't looked at. */
    FETCH_METADATA_IGNORED {
        @Override
        RequestView shown(RequestView view) {
            return without("Sec-Fetch-Site", view);
        }
    },

    /** What asks for another method isn't looked at. */
    METHOD_OVERRIDE_IGNORED {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                List<String> lines(String name) {
                    return name.startsWith("X-HTTP-Method") || name.startsWith("X-Method")
                            ? List.of()
                            : super.lines(name);
                }

                @Override
                public @Nullable String query() {
                    return null;
                }
            };
        }
    },

    /** A handshake is a GET like any other. */
    HANDSHAKE_UNGUARDED {
        @Override
        RequestView shown(RequestView view) {
            return without("Upgrade", view);
        }
    },

    /** A form that asks for a token of its own action gets one for every action. */
    ACTION_IGNORED {
        @Override
        @Nullable
        String queryOfView(@Nullable String query) {
            return null;
        }
    },

    /** An exemption opens the JWT's door too. */
    EXEMPTION_WEAKENS_JWT {
        @Override
        Outcome check(Guard guard, RequestView view) {
            return view.path().contains("/hooks/")
                    ? Decision.allow(Rule.EXEMPTION, Evidence.NONE)
                    : super.check(guard, view);
        }
    },

    /** The JWT may come in a cookie. */
    JWT_FROM_A_COOKIE {
        @Override
        RequestView shown(RequestView view) {
            return new Shown(view) {
                @Override
                List<String> lines(String name) {
                    List<String> lines = super.lines(name);
                    return name.equals("Authorization") && lines.isEmpty()
                            ? super.lines("Cookie").stream()
                                    .flatMap(line -> Arrays.stream(line.split("; ?")))
                                    .map(pair -> pair.substring(pair.indexOf('=') + 1))
                                    .filter(value -> value.startsWith("ey"))
                                    .map(value -> "Bearer " + value)
                                    .limit(1)
                                    .toList()
                            : lines;
                }
            };
        }
    },

    /** Behind a JWT the views still see cookies and the login that comes with them. */
    AMBIENT_LOGIN_BEHIND_JWT {
        @Override
        boolean keepsAmbientLogin() {
            return true;
        }
    },

    /** Every request begins a session. */
    SAFE_GET_CREATES_A_SESSION {
        @Override
        void begun(RequestView view, SessionView session) {
            if (Methods.isSafe(view.method()) && session.id() == null) {
                session.setAttribute("seen", "yes");
            }
        }
    },

    /** Forwarded headers count, whoever sent them. */
    FORWARDED_BY_ANYONE {
        @Override
        Properties configuration(Properties properties) {
            return properties.containsKey("tallystick.trusted-proxies")
                    ? properties
                    : changed(properties, "trusted-proxies", "0.0.0.0/0");
        }
    };

    /** The configuration that the application is really started with. */
    Properties configuration(Properties properties) {
        return properties;
    }

    /** The request that the engine is shown. */
    RequestView shown(RequestView view) {
        return view;
    }

    Outcome check(Guard guard, RequestView view) {
        return guard.check(view);
    }

    /** The path that the view is chosen by; null for none. */
    @Nullable
    String routed(String path, @Nullable String unambiguous) {
        return unambiguous;
    }

    /** What happens before the view runs. */
    void begun(RequestView view, SessionView session) {}

    @Nullable
    String queryOfView(@Nullable String query) {
        return query;
    }

    boolean keepsAmbientLogin() {
        return false;
    }

    boolean offersWebSocket() {
        return true;
    }

    private static Properties changed(Properties properties, String key, String value) {
        Properties changed = new Properties();
        changed.putAll(properties);
        changed.setProperty("tallystick." + key, value);
        return changed;
    }

    private static RequestView without(String header, RequestView view) {
        return new Shown(view) {
            @Override
            List<String> lines(String name) {
                return name.equals(header) ? List.of() : super.lines(name);
            }
        };
    }

    /** Another view's view. */
    private static class Shown implements RequestView {

        private final RequestView view;

        Shown(RequestView view) {
            this.view = view;
        }

        List<String> lines(String name) {
            return Collections.list(view.headers(name));
        }

        @Override
        public final Enumeration<String> headers(String name) {
            return Collections.enumeration(lines(name));
        }

        @Override
        public String method() {
            return view.method();
        }

        @Override
        public String path() {
            return view.path();
        }

        @Override
        public @Nullable String query() {
            return view.query();
        }

        @Override
        public String scheme() {
            return view.scheme();
        }

        @Override
        public @Nullable String peerAddress() {
            return view.peerAddress();
        }

        @Override
        public @Nullable String targetAuthority() {
            return view.targetAuthority();
        }

        @Override
        public @Nullable String serverAuthority() {
            return view.serverAuthority();
        }

        @Override
        public boolean isHandlerExempt() {
            return view.isHandlerExempt();
        }

        @Override
        public @Nullable FormFields form() {
            return view.form();
        }

        @Override
        public @Nullable SessionView session() {
            return view.session();
        }
    }
}
