package caunoi.docstore;

import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;

/** Holds a write's reply back until its commit is done, without holding the connection's thread. */
final class ReplyGate extends ChannelDuplexHandler {

    static final AttributeKey<Long> TICKET = AttributeKey.valueOf("ticket");

    private final Committer committer;

    ReplyGate(Committer committer) {
        this.committer = committer;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        Long ticket = message instanceof MongoMessage ? context.channel().attr(TICKET).getAndSet(null) : null;
        if (ticket == null) {
            context.write(message, promise);
        } else {
            committer.whenDurable(ticket, () -> context.writeAndFlush(message, promise));
        }
    }
}
