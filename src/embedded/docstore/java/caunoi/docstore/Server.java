package caunoi.docstore;

import java.net.InetSocketAddress;

import de.bwaldvogel.mongo.wire.MongoDatabaseHandler;
import de.bwaldvogel.mongo.wire.MongoExceptionHandler;
import de.bwaldvogel.mongo.wire.MongoWireMessageEncoder;
import de.bwaldvogel.mongo.wire.MongoWireProtocolHandler;
import de.bwaldvogel.mongo.wire.MongoWireReplyEncoder;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;

/** The library's server with one more link in the chain, the reply gate, which its own class has no place for. */
final class Server {

    /** More than cores: a long scan holds its thread, and other connections should not wait for it. */
    private static final int THREADS = 8;

    private final Channel listening;

    Server(DocBackend backend, Committer committer, int port) {
        EventLoopGroup threads = new NioEventLoopGroup(THREADS);
        ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        listening = new ServerBootstrap()
            .group(threads)
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 256)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new ChannelInitializer<SocketChannel>() {
                @Override
                public void initChannel(SocketChannel client) {
                    client.pipeline().addLast(new MongoWireReplyEncoder(), new MongoWireMessageEncoder(),
                        new MongoWireProtocolHandler(), new ReplyGate(committer), new MongoDatabaseHandler(backend, clients),
                        new MongoExceptionHandler());
                }
            })
            .bind(new InetSocketAddress("127.0.0.1", port))
            .syncUninterruptibly()
            .channel();
    }

    int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }
}
