package io.openmimc.local.edge;

import static io.openmimc.local.edge.SmallEdge.assertEnvelope;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that ask for what is not public, or are bad HTTP. */
class HostileRequestTest {
    private static final String POST = "POST /api/push/p2p/ HTTP/1.1\r\n";
    private static SmallEdge edge;

    @BeforeAll
    static void start() throws Exception {
        edge = SmallEdge.start(EdgeLimits.DEFAULT);
    }

    @AfterAll
    static void stop() throws Exception {
        edge.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/push/../../q/metrics",
                "/console/%2e%2e/q/metrics",
                "/console/.%2E/q/health",
                "/console/..%2fq/metrics",
                "/console/..%5cq/metrics",
                "/console/..\\q/metrics",
                "/console\\..\\q/metrics",
                "/console/%252e%252e/q/metrics",
                "/console/%25252e%25252e%25252fq/metrics",
                "/console/%2525252525252e%2525252525252e/q/metrics",
                "/console/..;/q/metrics",
                "/console/..;a=b/q/metrics",
                "/console/%2e%2e%3b/q/metrics",
                "/console/a/..%2f..%2f../q/metrics",
                "http://x/console/../q/metrics",
                "//console/..//q/metrics",
                "/q/metrics",
                "//q/metrics",
                "/q;a/metrics",
                "/%71/metrics",
                "/q/health/ready",
                "/q/openapi",
                "/q/swagger-ui/",
                "/api/../console/../q/metrics",
                "/console/./../q/metrics",
                "/console/%2e%2e\\q/metrics",
                "/console/..%00/q/metrics",
                "/api/account/..%ff/../../../q/metrics",
            })
    void noPathLeadsPastWhatIsPublic(String target) throws IOException {
        String answer = edge.exchange("GET " + target + " HTTP/1.1\r\n\r\n");
        assertEnvelope(answer, answer.startsWith("HTTP/1.1 404 ") ? 404 : 400);
    }

    @Test
    void aChunkedBodyThatGrowsTooLargeIsRefused() throws IOException {
        String answer = edge.exchange(POST + "Transfer-Encoding: chunked\r\n\r\n" + "8000\r\n" + "a".repeat(0x8000)
                + "\r\n8001\r\n" + "a".repeat(0x8001) + "\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void aChunkedBodyThatIsEmptyIsAnswered() throws IOException {
        assertThat(edge.exchange(POST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("gateway /api/push/p2p/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"5", "5;a=b", "5;a", "5 ; a=b", "5;a=\"b;c\"", "0005;", "5;a;b=c", "5;;;", "5;=", "5;\u00e4=(b)"
            })
    void chunkExtensionsAreIgnored(String chunk) throws IOException {
        assertThat(edge.exchange(POST + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "\r\nhello\r\n0\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("gateway /api/push/p2p/ hello");
    }

    @Test
    void aChunkedBodyIsReadWhereverItIsSplit() throws Exception {
        String request = POST
                + "Host: x\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n1;c\r\n!\r\n0;d=\"e\"\r\nX-Sum: 1\r\n\r\n";
        try (Socket socket = edge.connect("127.0.0.1")) {
            for (int i = 0; i < request.length(); i++) {
                SmallEdge.send(socket, request.substring(i, i + 1));
            }
            SmallEdge.send(socket, "GET /api/account/next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
                    .containsSubsequence("gateway /api/push/p2p/ hello!", "account /api/account/next");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello!\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nno colon\r\n\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding:\u000bchunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
                "Content-Length: 5, 6\r\n\r\nhello!",
                "Content-Length: +5\r\n\r\nhello",
                "Content-Length: 0x5\r\n\r\nhello",
                "Content-Length: -5\r\n\r\nhello",
                "Content-Length: five\r\n\r\nhello",
                "no colon\r\n\r\n",
                "Ba d: name\r\n\r\n",
            })
    void aRequestThatCannotBeReadIsAnsweredWithTheEnvelope(String headers) throws IOException {
        assertEnvelope(edge.exchange(POST + headers), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET\r\n\r\n",
                "GET /api/account/token SMTP/1.1\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\n"
            })
    void aRequestLineThatCannotBeReadIsAnsweredWithTheEnvelope(String request) throws IOException {
        assertEnvelope(edge.exchange(request), 400);
    }

    @Test
    void aRequestLineOrHeadersThatAreTooLongAreAnsweredWithTheEnvelope() throws IOException {
        assertEnvelope(edge.exchange("GET /api/msg?" + "a".repeat(70_000) + " HTTP/1.1\r\n\r\n"), 414);
        assertEnvelope(edge.exchange("GET /api/msg HTTP/1.1\r\ntoken: " + "a".repeat(20_000) + "\r\n\r\n"), 431);
    }
}
