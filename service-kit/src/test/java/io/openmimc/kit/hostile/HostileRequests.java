package io.openmimc.kit.hostile;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;

/** Every hostile request that fits a {@link Target}. */
public final class HostileRequests {
    /** Bytes that are no UTF-8, as characters: a stray byte, GBK, an encoded surrogate, overlong forms, a cut sequence. */
    private static final Map<String, String> NO_UTF8 = Map.of(
            "a byte that never occurs", "\u00ff",
            "GBK", "\u00d0\u00a1\u00ba\u00ec",
            "an encoded surrogate", "\u00ed\u00a0\u0080",
            "a surrogate pair of six bytes", "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080",
            "an overlong slash", "\u00c0\u00af",
            "an overlong NUL", "\u00c0\u0080",
            "a cut sequence", "\u00e4\u00bd",
            "beyond Unicode", "\u00f4\u0090\u0080\u0080");

    private final Target target;
    private final List<HostileRequest> requests = new ArrayList<>();

    private HostileRequests(Target target) {
        this.target = target;
    }

    /** At least 60 for a target with a POST. */
    public static List<HostileRequest> all(Target target, String nobody) {
        HostileRequests suite = new HostileRequests(target);
        suite.headers();
        suite.queries();
        suite.accept();
        suite.paths(target.admin() ? "/api/admin/nobody" : nobody);
        suite.encodings();
        suite.heads();
        if (target.post() != null) {
            suite.bodies(target.post());
        }
        return List.copyOf(suite.requests);
    }

    private void headers() {
        NO_UTF8.forEach(
                (kind, text) -> badText("header with " + kind, get(Map.of("appAccount", "x" + text)), "appAccount"));
        for (String header :
                List.of("token", "topicId", "appId", "appKey", "appSecret", "appAccountEncode", "Idempotency-Key")) {
            badText("header " + header + " that is no UTF-8", get(Map.of(header, "x\u00ff")), header);
        }
        if (target.get() != null && target.credentials().containsKey("appAccount")) {
            for (String name : List.of("你好", "小明", "é", "😀")) {
                usual("account " + name + " in a header as it is", get(Map.of("appAccount", RawHttp.bytes(name))));
            }
        }
    }

    private void queries() {
        for (String escape : List.of(
                "100%", "%", "%4", "a%zz", "%u4f60", "%g0", "%ff", "%D0%A1%BA%EC", "%ED%A0%80", "%C0%AF", "%E4%BD")) {
            badText("query with " + escape, read(query("odd=" + escape), Map.of()), "odd");
            badText("name in a query with " + escape, read(query(escape + "=1"), Map.of()), "");
        }
        NO_UTF8.forEach((kind, text) ->
                badText("query with " + kind + " as it is", read(query("odd=" + text), Map.of()), "odd"));
        usual("query in raw UTF-8", read(query("odd=" + RawHttp.bytes("小红")), Map.of()));
        usual("query in escapes", read(query("odd=%E5%B0%8F+%F0%9F%98%80"), Map.of()));
        usual("query of odd separators", read(query("&&=&a&=b"), Map.of()));
    }

    private void accept() {
        for (String accept : List.of(
                "text/html", "text/plain", "application/xml", "garbage", "text/html, */*;q=0.1", "", "a/b;q=x")) {
            usual("Accept: " + accept, get(Map.of("Accept", accept)));
        }
    }

    private void encodings() {
        for (String encoding : List.of("gzip", "br", "deflate", "gzip, identity", "nonsense")) {
            refused(
                    "Content-Encoding: " + encoding,
                    request("POST", path(), Map.of("Content-Encoding", encoding), "{}"),
                    415,
                    "Content-Encoding");
        }
        refused(
                "a body announced over the limit",
                head("POST", path(), Map.of("Content-Length", "99999999")),
                413,
                "body");
        refused(
                "a body announced over the limit, with Expect",
                head("POST", path(), Map.of("Content-Length", "99999999", "Expect", "100-continue")),
                413,
                "body");
    }

    private void paths(String nobody) {
        refused("a path that nobody serves", request("GET", nobody, Map.of(), ""), 404, "");
        refused("a path in raw UTF-8", request("GET", nobody + RawHttp.bytes("小红"), Map.of(), ""), 404, "");
        for (String odd : List.of("%", "%zz", "%f", "%ff", "%C0%AF", "%ED%A0%80", "\u00ff", "\u00ba\u00ec")) {
            badText("path with " + odd, request("GET", nobody + odd, Map.of(), ""), "path");
        }
        for (String out : List.of("/../../../q/metrics", "/%2e%2e/%2E%2e/../q/metrics", "/..//..//../q/health")) {
            refused("dot segments " + out, request("GET", nobody + out, Map.of(), ""), 404, "no such path");
        }
    }

    private void heads() {
        refused("a path without an end", read(query("odd=" + "a".repeat(70_000)), Map.of()), 414, "");
        refused("headers without an end", get(Map.of("X-Odd", "a".repeat(20_000))), 431, "headers");
        for (String coding : List.of("gzip", "identity", "gzip, chunked", "nonsense", "chunked;q=1")) {
            refused(
                    "Transfer-Encoding: " + coding,
                    head("POST", path(), Map.of("Transfer-Encoding", coding)),
                    Set.of(400, 501),
                    "Transfer-Encoding");
        }
        refused(
                "an Expect that nobody knows",
                head("POST", path(), Map.of("Expect", "a-miracle", "Transfer-Encoding", "chunked")) + "0\r\n\r\n",
                417,
                "");
    }

    private void bodies(String post) {
        String body = target.body();
        usual("Content-Encoding: identity", request("POST", post, Map.of("Content-Encoding", "identity"), body));
        usual("Expect: 100-continue", request("POST", post, Map.of("Expect", "100-continue"), body));
        String size = Integer.toHexString(body.length());
        for (String line : List.of(
                size,
                size + ";a=b",
                size + ";a",
                size + " ; a=b",
                size + ";a=\"b;c\"",
                "000" + size,
                size.toUpperCase(java.util.Locale.ROOT),
                size + ";;;",
                size + ";" + "x".repeat(200))) {
            usual("chunk " + line, chunked(post, line + "\r\n" + body + "\r\n0\r\n\r\n"));
        }
        usual("an extension at the last chunk", chunked(post, size + "\r\n" + body + "\r\n0;a=b\r\n\r\n"));
        usual("a trailer", chunked(post, size + "\r\n" + body + "\r\n0\r\nX-Sum: 1\r\n\r\n"));
        verdict("chunks without a body", chunked(post, "0\r\n\r\n"), 400, "body");
        verdict("no body", request("POST", post, Map.of(), ""), 400, "body");
        String open = body.substring(0, body.length() - 1) + (body.length() > 2 ? "," : "");
        verdict("an unknown key twice", json(post, open + "\"odd\":1,\"odd\":1}"), 400, "odd");
        verdict("a key twice deep inside", json(post, open + "\"deep\":{\"a\":[{\"odd\":1,\"odd\":2}]}}"), 400, "odd");
        verdict("JSON that is cut", json(post, open), 400, "body");
        verdict("JSON with more behind it", json(post, body + "{}"), 400, "");
        verdict("an array", json(post, "[]"), 400, "body");
        String text = target.text();
        if (text != null) {
            String again = open + "\"" + text + "\":";
            verdict("a known key twice", json(post, again + "\"a\",\"" + text + "\":\"a\"}"), 400, text);
            for (String half : List.of("b\\ud83d", "\\udc00", "\\ude00\\ud83d")) {
                verdict("half a pair: " + half, json(post, with(text, "\"" + half + "\"")), 400, text);
            }
            verdict("half a pair as it is", json(post, with(text, "\"\u00ed\u00a0\u0080\"")), 400, "");
            verdict("a number for a text", json(post, with(text, "5")), 400, text);
        }
    }

    /** The body with another value in a text field. */
    private String with(String text, String value) {
        String old = "\"" + text + "\":\"[^\"]*\"";
        return target.body().replaceFirst(old, Matcher.quoteReplacement("\"" + text + "\":" + value));
    }

    private String json(String post, String body) {
        return request("POST", post, Map.of(), body);
    }

    private String chunked(String post, String chunks) {
        return head("POST", post, Map.of("Transfer-Encoding", "chunked")) + chunks;
    }

    private String get(Map<String, String> headers) {
        return read(target.path(), headers);
    }

    /** What answers with code 200: a GET, or a POST where there is none. */
    private String read(String path, Map<String, String> headers) {
        return target.get() == null ? request("POST", path, headers, target.body()) : request("GET", path, headers, "");
    }

    private String path() {
        String post = target.post();
        return post == null ? target.path() : post;
    }

    private String query(String query) {
        return target.path() + (target.path().indexOf('?') < 0 ? "?" : "&") + query;
    }

    private String request(String method, String path, Map<String, String> headers, String body) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        if (!"GET".equals(method)) {
            all.put("Content-Length", Integer.toString(body.length()));
        }
        return head(method, path, all) + body;
    }

    private String head(String method, String path, Map<String, String> headers) {
        Map<String, String> all =
                new LinkedHashMap<>(Map.of("Host", "x", "Connection", "close", "Origin", "https://chat.example"));
        if (!"GET".equals(method)) {
            all.put("Content-Type", "application/json");
        }
        all.putAll(target.credentials());
        all.putAll(headers);
        StringBuilder head = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        all.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private void usual(String name, String bytes) {
        requests.add(new HostileRequest(name, bytes, Set.of(200), 200, ""));
    }

    private void badText(String name, String bytes, String field) {
        verdict(name, bytes, 400, field);
    }

    private void verdict(String name, String bytes, int code, String message) {
        requests.add(new HostileRequest(name, bytes, Set.of(target.statusOf(code)), code, message));
    }

    private void refused(String name, String bytes, int status, String message) {
        refused(name, bytes, Set.of(status), message);
    }

    private void refused(String name, String bytes, Set<Integer> statuses, String message) {
        requests.add(new HostileRequest(name, bytes, statuses, 0, message));
    }
}
